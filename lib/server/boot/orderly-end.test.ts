import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isStopping, resetStoppingForTest, streamsEnd } from "../stopping";
import { OrderlyEnd } from "./orderly-end";

const SOON = { streamsEnd: 50, everythingEnds: 100 };
const NEVER = { streamsEnd: 60_000, everythingEnds: 60_000 };

beforeEach(resetStoppingForTest);
let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** A server whose requests stay open until they are answered here. */
async function world(times = NEVER) {
  const exits: number[] = [];
  const ending = new OrderlyEnd((code) => exits.push(code), times);
  const arrived: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    ending.watch(response, server);
    arrived.push(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address() as AddressInfo;
  const ask = async () => {
    const count = arrived.length;
    const request = get({ port, host: "127.0.0.1" });
    const answer = once(request, "response").then(([response]) => response as IncomingMessage);
    // Who does not look at it, because it is cut, means no harm.
    answer.catch(() => undefined);
    await vi.waitUntil(() => arrived.length > count);
    return { answer, response: arrived.at(-1)! };
  };
  return { ending, server, exits, port, ask };
}

test("with nothing under way it ends at once", async () => {
  const { ending, exits } = await world();
  ending.begin(0, 0);
  expect(exits).toEqual([0]);
});

test("a connection that is only kept does not hold it", async () => {
  const { ending, exits, ask } = await world();
  const { response, answer } = await ask();
  response.end("done");
  (await answer).resume();
  ending.begin(0, 0);
  await vi.waitUntil(() => exits.length > 0);
});

test("a request that is under way comes to its end, a new one finds nobody", async () => {
  const { ending, exits, port, ask } = await world();
  const { answer, response } = await ask();
  ending.begin(0, 0);
  const [refused] = (await once(connect(port, "127.0.0.1"), "error")) as [NodeJS.ErrnoException];
  expect(refused.code).toBe("ECONNREFUSED");
  expect(exits).toEqual([]);
  response.end("whole");
  const got = await answer;
  expect(got.headers.connection).toBe("close");
  expect(await got.toArray().then((chunks) => Buffer.concat(chunks).toString())).toBe("whole");
  await vi.waitUntil(() => exits.length > 0);
  expect(exits).toEqual([0]);
});

test("while it waits, it says that it ends and still takes requests, but keeps no connection", async () => {
  const { ending, exits, ask } = await world();
  ending.begin(0, 60_000);
  expect(isStopping()).toBe(true);
  const { answer, response } = await ask();
  response.end("late");
  expect((await answer).headers.connection).toBe("close");
  ending.begin(0, 60_000);
  expect(exits).toEqual([]);
  (await answer).resume();
  ending.begin(130, 0);
  await vi.waitUntil(() => exits.length > 0);
  expect(exits).toEqual([0]);
});

test("a stream is told to end, and one that does not listen is cut", async () => {
  const { ending, exits, ask } = await world(SOON);
  const { response, answer } = await ask();
  response.write("first line\n");
  await answer;
  ending.begin(143, 0);
  await vi.waitUntil(() => streamsEnd().aborted);
  await vi.waitUntil(() => exits.length > 0);
  expect(exits).toEqual([143]);
});

test("told twice it ends once, with what was said first", async () => {
  const { ending, exits, ask } = await world(SOON);
  await ask();
  ending.begin(0, 0);
  ending.begin(130, 0);
  await vi.waitUntil(() => exits.length > 0);
  expect(exits).toEqual([0]);
});
