import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { capabilitiesOf } from "./capabilities";

const root = testActor("root");
const soon = () => AbortSignal.timeout(15_000);

let world: TestWorld;
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

/** A store that answers as the test says. */
beforeAll(async () => {
  world = await startTestWorld();
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.connections.push({ ...world.connections[0]!, id: "sloppy", endpoint, publicEndpoint: endpoint });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world.close();
});

const listing = (keys: string[], encoding = "") =>
  `<?xml version="1.0"?><ListBucketResult>${encoding}<IsTruncated>false</IsTruncated>${keys
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>`,
    )
    .join("")}</ListBucketResult>`;

const open = () => world.open(root, "bucket", "sloppy");

describe("a listing", () => {
  test("is decoded only where the store says that it encoded it", async () => {
    answer = (_, response) => response.end(listing(["50%25/x", "50%25/a+b"]));
    const plain = await open().list({ prefix: "50%25/", limit: 10 });
    expect(plain.objects.map(({ key }) => key)).toEqual(["50%25/x", "50%25/a+b"]);
    answer = (_, response) => response.end(listing(["50%2525/a+b"], "<EncodingType>url</EncodingType>"));
    const encoded = await open().list({ prefix: "50%25/", limit: 10 });
    expect(encoded.objects.map(({ key }) => key)).toEqual(["50%25/a b"]);
  });

  test("with a key that was not asked for shows nothing and deletes nothing", async () => {
    let deletions = 0;
    answer = (request, response) => {
      if (request.method === "POST" || request.method === "DELETE") deletions++;
      response.end(listing(["mine/a", "other/secret"]));
    };
    await expect(open().list({ prefix: "mine/", limit: 10 })).rejects.toMatchObject({ code: "s3_error" });
    const work = open().delete({ keys: [], prefixes: ["mine/"] }, soon());
    await expect(work.next()).rejects.toMatchObject({ code: "s3_error" });
    expect(deletions).toBe(0);
  });
});

describe("whether a store takes an encoded slash", () => {
  const wanted = { key: "a/../b", disposition: "attachment" as const };
  const sloppy = () => world.connections.find(({ id }) => id === "sloppy")!;

  test("is not decided by a bad moment", async () => {
    let status = 503;
    answer = (request, response) => {
      response.statusCode = request.method === "GET" ? status : 200;
      response.end();
    };
    await expect(open().signedRead(wanted)).rejects.toMatchObject({ code: "s3_busy" });
    expect(capabilitiesOf(sloppy()).encodedSlash).toBeNull();
    answer = (request, response) => (request.method === "GET" ? request.socket.destroy() : response.end());
    await expect(open().signedRead(wanted)).rejects.toMatchObject({ code: "s3_unreachable" });
    status = 206;
    answer = (request, response) => {
      response.statusCode = request.method === "GET" ? status : 200;
      response.end();
    };
    expect((await open().signedRead(wanted))?.url).toContain("a%2F..%2Fb");
    expect(capabilitiesOf(sloppy()).encodedSlash).toBe(true);
  });
});

test("an object that never begins to come is given up, and a counting whose HEAD hangs can be left", async () => {
  answer = (request, response) => {
    if (request.method === "HEAD" && !request.url?.includes("key")) response.end();
  };
  const leave = new AbortController();
  const relayed = open().openObject({ key: "key", disposition: "attachment" }, leave.signal);
  leave.abort(new DOMException("The caller left.", "AbortError"));
  await expect(relayed).rejects.toMatchObject({ code: "s3_timeout" });
  const work = open().count({ keys: [{ key: "key" }], prefixes: [] }, AbortSignal.timeout(300));
  await work.next();
  await expect(work.next()).rejects.toMatchObject({ code: "s3_timeout" });
});
