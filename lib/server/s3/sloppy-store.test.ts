import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { capabilitiesOf } from "./capabilities";
import { rememberRegion } from "./region";

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

test("a joining of parts that takes long is told as such, and the store goes on with it", async () => {
  let joined: ServerResponse | undefined;
  answer = (request, response) => {
    if (request.method === "POST") joined = response;
    else response.end();
  };
  const bucket = world.open(root, "bucket", "sloppy", AbortSignal.timeout(500));
  const ending = { key: "k", uploadId: "u", onConflict: "replace" as const };
  const parts = [{ number: 1, size: 1, etag: "e" }];
  await expect(bucket.completeMultipart(ending, parts)).rejects.toMatchObject({ code: "s3_timeout" });
  expect(joined?.destroyed).toBe(false);
  joined?.end("<CompleteMultipartUploadResult/>");
});

test("credentials that never come are told as slow, to all who wait for them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cooper-profile-"));
  writeFileSync(join(folder, "config"), "[profile hangs]\ncredential_process = sleep 3\n");
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  const credentials = { kind: "profile" as const, profile: "hangs" };
  world.connections.push({ ...world.connections[0]!, id: "hangs", credentials });
  const ask = () =>
    world.open(root, "bucket", "hangs", AbortSignal.timeout(300)).list({ prefix: "", limit: 1 });
  const first = ask();
  // With the region known, it is the call itself that waits.
  rememberRegion(world.connections.at(-1)!, "bucket", "us-east-1");
  const asked = await Promise.allSettled([first, ask()]);
  for (const one of asked) expect(one).toMatchObject({ status: "rejected", reason: { code: "s3_timeout" } });
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("whether a store takes conditions on writes", () => {
  const object = {
    key: "a/new",
    size: 1,
    contentType: "text/plain",
    metadata: {},
    onConflict: "fail" as const,
  };
  const xml = (code: string) => `<Error><Code>${code}</Code></Error>`;

  /** A store never asked before: what was found out belongs to the connection. */
  function fresh() {
    const at = world.connections.findIndex(({ id }) => id === "sloppy");
    world.connections[at] = { ...world.connections[at]! };
    rememberRegion(world.connections[at]!, "bucket", "us-east-1");
    world.configure();
  }

  async function probesOf(uploads: number, reply: (method: string) => { status: number; body: string }) {
    fresh();
    let probes = 0;
    answer = (request, response) => {
      if (request.method === "PUT") probes++;
      const { status, body } = reply(request.method ?? "");
      request.resume();
      response.writeHead(status).end(body);
    };
    for (let count = 0; count < uploads; count++) await open().signPut(object);
    return probes;
  }

  test("is asked once of one that refuses the question", async () => {
    expect(await probesOf(3, () => ({ status: 403, body: xml("AccessDenied") }))).toBe(1);
  });

  test("is asked once of one that checks no digest, even if the probe cannot be taken away", async () => {
    const reply = (method: string) =>
      method === "PUT" ? { status: 200, body: "" } : { status: 403, body: xml("AccessDenied") };
    expect(await probesOf(3, reply)).toBe(1);
  });

  test("is asked again of one that was busy", async () => {
    let isBusy = true;
    const reply = () => ({ status: isBusy ? 503 : 400, body: xml(isBusy ? "SlowDown" : "BadDigest") });
    const busy = await probesOf(1, reply);
    expect(busy).toBeGreaterThan(0);
    isBusy = false;
    let probes = 0;
    answer = (request, response) => {
      if (request.method === "PUT") probes++;
      request.resume();
      response.writeHead(400).end(xml("BadDigest"));
    };
    await open().signPut(object);
    await open().signPut(object);
    expect(probes).toBe(1);
  });

  test("is asked for each who waits for the answer, if the first one leaves", async () => {
    fresh();
    let probes = 0;
    answer = (request, response) => {
      probes++;
      request.resume();
      if (probes > 1) response.writeHead(400).end(xml("BadDigest"));
    };
    const leaving = new AbortController();
    const first = world.open(root, "bucket", "sloppy", leaving.signal).signPut(object);
    first.catch(() => undefined);
    const second = open().signPut(object);
    await vi.waitFor(() => expect(probes).toBe(1));
    leaving.abort();
    expect((await second).parts[0]?.headers).toHaveProperty("if-none-match", "*");
    expect((await open().signPut(object)).parts).toHaveLength(1);
    expect(probes).toBe(2);
  });
});
