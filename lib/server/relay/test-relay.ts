import "server-only";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Actor } from "../access/actor";
import { config, setConfigForTest } from "../config";
import type { Config } from "../config/types";
import { ANSWER_HEADER, keepAnswer } from "../raw-answer";
import { TARGET_HEADER } from "../request-body";
import { rememberRegion } from "../s3/region";
import { everything, startTestWorld } from "../test-world";
import { relay } from "./relay";

export const TOKEN = "a-token-of-a-test";
export const ci: Actor = { id: "token:ci", name: "ci", email: null, groups: [], kind: "token" };
export const place = { connection: "relayed", bucket: "inbox" };
export const soon = () => AbortSignal.timeout(15_000);

/** A store, a connection that relays to it, and a server that hands requests to the relay's route as Next does. */
export async function startRelayWorld(options: Parameters<typeof startTestWorld>[0] = {}) {
  const world = await startTestWorld(options);
  const [direct] = world.connections;
  if (!direct) throw new Error("There is no connection.");
  const relayed = { ...direct, id: "relayed", publicEndpoint: undefined, transport: "relay" as const };
  world.connections.push(relayed);
  const configure = (changes: Partial<Config> = {}) => {
    world.configure();
    setConfigForTest({
      ...config(),
      url: "https://cooper.example.org",
      users: [],
      oidc: [],
      tokens: [
        { id: "ci", sha256: createHash("sha256").update(TOKEN).digest("hex"), groups: [] },
        { id: "cd", sha256: createHash("sha256").update("another").digest("hex"), groups: [] },
      ],
      grants: ["ci", "cd"].map((id) => ({ ...everything, to: `user:token:${id}` })),
      ...changes,
    });
  };
  configure();
  const cooper = await listen((request, response) => void serve(request, response));
  return {
    ...world,
    cooper: cooper.url,
    configure,
    /** A connection that relays to something else than the store. */
    relayTo(endpoint: string, id = "elsewhere") {
      const connection = { ...relayed, id, endpoint };
      world.connections.push(connection);
      rememberRegion(connection, place.bucket, connection.region);
    },
    /** As the token `ci`, unless other headers are given. */
    ask: (path: string, init: RequestInit = {}) =>
      fetch(cooper.url + path, { headers: { authorization: `Bearer ${TOKEN}` }, ...init }),
    open: (id = "relayed", signal = soon()) => world.open(ci, "inbox", id, signal),
    async close() {
      await cooper.close();
      await world.close();
    },
  };
}

export type RelayWorld = Awaited<ReturnType<typeof startRelayWorld>>;

/** A server on a free port. */
export async function listen(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What Next takes off the answers of routes. */
const DROPPED = new Set(["content-length", "content-encoding", "transfer-encoding"]);

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? "/";
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const headers = { ...request.headers, [TARGET_HEADER]: target, [ANSWER_HEADER]: keepAnswer(response) };
  const init = {
    method: request.method ?? "GET",
    headers: headers as unknown as Record<string, string>,
    signal: controller.signal,
    ...(hasBody ? { body: request as unknown as ReadableStream, duplex: "half" } : {}),
  };
  const answer = await relay(new Request(`http://localhost${target}`, init));
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    if (!DROPPED.has(name)) response.setHeader(name, value);
  });
  if (!answer.body || request.method === "HEAD") return void response.end();
  try {
    const writable = new WritableStream<Uint8Array>({
      async write(chunk) {
        if (!response.write(chunk)) await Promise.race([once(response, "drain"), once(response, "close")]);
      },
    });
    await answer.body.pipeTo(writable, { signal: controller.signal });
    response.end();
  } catch {
    response.destroy();
  }
}
