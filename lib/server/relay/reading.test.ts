import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { passwordStamp } from "../auth/local-users";
import { revokeSession } from "../auth/revocations";
import { sealSessionToken } from "../auth/session-token";
import { downloadUrl, redirectToContent } from "../content";
import { openBucket } from "../s3/open-bucket";
import { everything, testActor } from "../test-world";
import { placesTaken } from "./places";
import { listen, place, type RelayWorld, startRelayWorld, TOKEN } from "./test-relay";

const bytes = randomBytes(3 * 1024 * 1024);
const key = 'pages/"quoted", naïve.html';
const realTimeout = setTimeout;
let world: RelayWorld;

beforeAll(async () => {
  // Not every store knows If-Range; where it does not, the reader must not notice.
  world = await startRelayWorld({ quirks: { ignoresIfRange: true } });
  await world.store().send(new CreateBucketCommand({ Bucket: "inbox" }));
  await put(key, bytes);
});
afterAll(() => world.close());
beforeEach(() => world.configure());
afterEach(() => vi.waitUntil(() => placesTaken() === 0));

const put = (name: string, body: Buffer | string, more: object = {}) =>
  world
    .store()
    .send(
      new PutObjectCommand({ Bucket: "inbox", Key: name, Body: body, ContentType: "text/html", ...more }),
    );

const urlFor = async (name = key, disposition: "attachment" | "inline" = "attachment") =>
  (await downloadUrl(world.open(), place, { key: name, disposition })).url;

const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  world.ask(url, { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers } });

const body = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe("an object", () => {
  test("comes whole, as an inert attachment", async () => {
    const answer = await get(await urlFor());
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": String(bytes.length),
      "accept-ranges": "bytes",
      etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
      "content-disposition": expect.stringMatching(/^attachment; filename="_quoted_, na_ve\.html"/),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/default-src 'none'.*sandbox/),
      "cache-control": "private, no-store, no-transform",
    });
    expect((await body(answer)).equals(bytes)).toBe(true);
  });

  test("is asked for its head without its body", async () => {
    const answer = await get(await urlFor(), {}, "HEAD");
    expect([answer.status, answer.headers.get("content-length")]).toEqual([200, String(bytes.length)]);
    expect((await body(answer)).length).toBe(0);
  });

  test("keeps the coding that it was stored in", async () => {
    const { gzipSync } = await import("node:zlib");
    await put("log.txt", gzipSync("a log"), { ContentEncoding: "gzip", ContentType: "text/plain" });
    const answer = await get(await urlFor("log.txt"));
    expect(answer.headers.get("content-type")).toBe("text/plain");
    expect(await answer.text()).toBe("a log");
  });

  test("comes as it is stored where it is read for an archive", async () => {
    const { gzipSync } = await import("node:zlib");
    const stored = gzipSync("a log");
    await put("stored.txt", stored, { ContentEncoding: "gzip", ContentType: "text/plain" });
    const wanted = { key: "stored.txt", disposition: "attachment" as const, stored: true };
    const answer = await get((await downloadUrl(world.open(), place, wanted)).url);
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect((await body(answer)).equals(stored)).toBe(true);
  });

  test.each(["..", "a/../b", "a/./b", "a//b"])("named %j comes as any other", async (name) => {
    await put(name, `content of ${name}`);
    expect(await (await get(await urlFor(name))).text()).toBe(`content of ${name}`);
  });

  test("that went away is told in the store's words", async () => {
    await put("going", "x");
    const url = await urlFor("going");
    await world.store().send(new DeleteObjectCommand({ Bucket: "inbox", Key: "going" }));
    expect((await get(url)).status).toBe(404);
    expect(await (await get(url)).text()).toContain("<Code>NoSuchKey</Code>");
  });
});

describe("a range", () => {
  test.each([key, ".."])("of %j is had behind the stable address, too", async (name) => {
    await put(name, bytes);
    const until = AbortSignal.timeout(15_000);
    const wanted = { key: name, disposition: "attachment" as const };
    const asked = new Headers({ range: "bytes=100-199" });
    const redirect = await redirectToContent(world.open(), wanted, { method: "GET", until, asked });
    expect(redirect.status).toBe(303);
    const part = await get(redirect.headers.get("location") ?? "", { range: "bytes=100-199" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 100-199/${bytes.length}`]);
    expect((await body(part)).equals(bytes.subarray(100, 200))).toBe(true);
  });

  test("comes as asked, or is refused", async () => {
    const url = await urlFor();
    const part = await get(url, { range: "bytes=100-199" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 100-199/${bytes.length}`]);
    expect(part.headers.get("content-length")).toBe("100");
    expect((await body(part)).equals(bytes.subarray(100, 200))).toBe(true);
    const last = await get(url, { range: "bytes=-5" });
    expect((await body(last)).equals(bytes.subarray(-5))).toBe(true);
    expect((await get(url, { range: `bytes=${bytes.length}-` })).status).toBe(416);
    expect((await get(url, { range: "bytes=0-1,5-6" })).status).toBe(200);
  });

  test("of an object that changed is the whole, or an error, and never a mixture", async () => {
    await put("changing", "the old one");
    const url = await urlFor("changing");
    const etag = (await get(url, {}, "HEAD")).headers.get("etag") ?? "";
    const range = { range: "bytes=4-6" };
    expect(await (await get(url, { ...range, "if-range": etag })).text()).toBe("old");
    expect((await get(url, { "if-none-match": etag })).status).toBe(304);
    await put("changing", "the new one");
    const whole = await get(url, { ...range, "if-range": etag });
    expect([whole.status, await whole.text()]).toEqual([200, "the new one"]);
    expect((await get(url, { ...range, "if-match": etag })).status).toBe(412);
    expect(await (await get(url, { ...range, "if-range": 'W/"weak"' })).text()).toBe("the new one");
  });
});

describe("an address", () => {
  const changed = (url: string) => url.replace(/.{3}$/, (end) => (end === "AAA" ? "BBB" : "AAA"));

  test("is for its own actor only, while they have the right", async () => {
    const url = await urlFor();
    expect((await world.ask(url, { headers: {} })).status).toBe(401);
    expect((await get(url, { authorization: "Bearer another" })).status).toBe(403);
    expect((await get(changed(url))).status).toBe(403);
    expect((await get("/api/v1/relay?t=")).status).toBe(403);
    expect((await get(url, {}, "PUT")).status).toBe(405);
    world.configure({ grants: [{ ...everything, to: "user:token:ci", allow: ["list"] }] });
    expect((await get(url)).status).toBe(403);
    world.configure({ disabled: ["token:ci"] });
    expect((await get(url)).status).toBe(401);
  });

  test("dies when it was said to, in the words that let a sender ask for a fresh one", async () => {
    const url = await urlFor();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 301_000 });
    try {
      const answer = await get(url);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("expired")]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("is one of Cooper's own, whatever it is called: no other origin is asked", async () => {
    world.configure({ url: null });
    expect(await urlFor()).toMatch(/^\/api\/v1\/relay\?t=/);
    expect(await world.open().checkCors("https://cooper.example.org")).toMatchObject({ passes: true });
  });
});

test("a session is as good as a token, and no other site can use it", async () => {
  const user = { id: "ann", email: null, name: "Ann", passwordHash: "$", groups: [] };
  const ann = { ...testActor("ann"), id: "local:ann" };
  world.configure({ users: [user], grants: [{ ...everything, to: "user:local:ann" }], url: null });
  const claims = {
    sub: ann.id,
    sid: randomUUID(),
    signedInAt: Math.floor(Date.now() / 1000),
    provider: "local",
    name: "Ann",
    email: null,
    groups: [],
    admittedBy: [],
    password: passwordStamp(user),
  };
  const cookie = `cooper.session=${await sealSessionToken(claims)}`;
  const bucket = openBucket(ann, place, AbortSignal.timeout(5000));
  const { url } = await downloadUrl(bucket, place, { key, disposition: "attachment" });
  const as = async (headers: Record<string, string>) => (await world.ask(url, { headers })).status;
  expect(await as({ cookie, "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await as({ cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).toBe(403);
  expect(await as({ authorization: `Bearer ${TOKEN}` })).toBe(403);
  await revokeSession(claims.sid, claims.signedInAt);
  expect(await as({ cookie, "sec-fetch-site": "same-origin" })).toBe(401);
});

describe("a link for others", () => {
  const link = async (seconds = 3600) =>
    (await world.open().signedLink({ key, disposition: "attachment" }, seconds)).url.replace(
      "https://cooper.example.org",
      "",
    );
  const visit = (url: string) => world.ask(url, { headers: {} });

  test("needs nobody signed in, and lives as long as its giver may share", async () => {
    const url = await link();
    expect((await body(await visit(url))).equals(bytes)).toBe(true);
    expect((await visit(url.replace(/.{3}$/, "AAA"))).status).toBe(403);
    world.configure({ grants: [{ ...everything, to: "user:token:ci", allow: ["list", "read"] }] });
    expect((await visit(url)).status).toBe(403);
    for (const changes of [{ disabled: ["token:ci"] }, { tokens: [] }]) {
      world.configure(changes);
      expect((await visit(url)).status).toBe(403);
    }
    world.configure();
    expect((await visit(url)).status).toBe(200);
  });

  test("is the whole address, and refused in words where Cooper does not know its own", async () => {
    const open = () => world.open().signedLink({ key, disposition: "attachment" }, 30 * 86_400);
    const { url, limitedBy, expiresAt } = await open();
    expect(url).toMatch(/^https:\/\/cooper\.example\.org\/api\/v1\/relay\?t=/);
    expect([limitedBy, Math.round((expiresAt.getTime() - Date.now()) / 86_400_000)]).toEqual(["sigv4", 7]);
    world.configure({ url: null });
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining("COOPER_URL") });
  });
});

describe("a store that is slow or odd", () => {
  async function relayed(
    id: string,
    answer: (response: ServerResponse) => void,
  ): Promise<[url: string, close: () => Promise<void>]> {
    const store = await listen((request, response) => {
      if (request.method !== "HEAD") return answer(response);
      response.setHeader("content-length", 64 * 1024 * 1024);
      response.end();
    });
    world.relayTo(store.url, id);
    const wanted = { key: "k", disposition: "attachment" as const };
    const { url = "" } = (await world.open(id).signedRead(wanted)) ?? {};
    return [url, store.close];
  }

  test("waits for a slow reader, and nothing piles up in between", async () => {
    const size = 64 * 1024 * 1024;
    let given = 0;
    const [url, close] = await relayed("fast", async (response) => {
      response.setHeader("content-length", size);
      const chunk = Buffer.alloc(64 * 1024);
      const fill = () => {
        while (given < size && !response.destroyed) {
          given += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", fill);
        }
        response.end();
      };
      fill();
    });
    const answer = await get(url);
    let before = -1;
    await vi.waitUntil(
      async () => {
        const still = before === given;
        before = given;
        return still && given > 0;
      },
      { interval: 300, timeout: 10_000 },
    );
    // What the sockets' own buffers on both ways take, however large the object.
    expect(given).toBeLessThan(24 * 1024 * 1024);
    expect((await body(answer)).length).toBe(size);
    await close();
  });

  test("gives its place to others when its reader reads nothing for too long", async () => {
    const [url, close] = await relayed("unread", (response) => {
      response.setHeader("content-length", 64 * 1024 * 1024);
      response.write(Buffer.alloc(32 * 1024 * 1024));
    });
    const { port } = new URL(world.cooper);
    const reader = connect(Number(port), "127.0.0.1");
    reader.pause();
    const left = once(reader, "close");
    const began = Date.now();
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((act: () => void, ms = 0) =>
      realTimeout(act, ms === 300_000 ? 300 : ms)) as typeof setTimeout);
    try {
      reader.write(
        `GET ${url} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\nconnection: close\r\n\r\n`,
      );
      await vi.waitUntil(() => placesTaken() === 1);
      await vi.waitUntil(() => placesTaken() === 0, { timeout: 5000 });
      reader.resume();
      await left;
      expect(Date.now() - began).toBeLessThan(10_000);
    } finally {
      vi.restoreAllMocks();
      reader.destroy();
      await close();
    }
  });

  test("that breaks off is an error to the reader, and not a short object", async () => {
    const [url, close] = await relayed("short", (response) => {
      response.setHeader("content-length", 1000);
      response.write(Buffer.alloc(500));
      setTimeout(() => response.destroy(), 50);
    });
    await expect(get(url).then(body)).rejects.toThrow();
    await close();
  });

  test("that sends elsewhere is not followed", async () => {
    const [url, close] = await relayed("moved", (response) => {
      response.writeHead(307, { location: "http://169.254.169.254/latest/meta-data" });
      response.end("<Error><Code>TemporaryRedirect</Code><Endpoint>inner</Endpoint></Error>");
    });
    const answer = await get(url);
    expect([answer.status, answer.headers.get("location")]).toEqual([502, null]);
    expect(await answer.text()).not.toContain("inner");
    await close();
  });

  test("that names an active type shows nothing of it", async () => {
    const [url, close] = await relayed("active", (response) => {
      response.setHeader("content-type", "text/html");
      response.setHeader("content-disposition", "inline");
      response.setHeader("set-cookie", "a=b");
      response.end("<script>alert(1)</script>");
    });
    const { headers } = await get(url);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toMatch(/^attachment/);
    expect(headers.get("set-cookie")).toBeNull();
    await close();
  });
});
