import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { presign, sign, type Wire } from "../contract/wire";
import type { Entry } from "../journal/entry";
import { type Sandbox, startSandbox } from "../server";
import type { Fault } from "./fault";
import { dial, QuickClock, speak, speakPresigned, targetOf } from "./raw-wire";
import type { RuleInput } from "./rule";

let dataDir: string;
let sandbox: Sandbox;
let clock: QuickClock;

type FaultInput = Extract<RuleInput, { faults: unknown }>["faults"][number];

const CONTENT = Buffer.from("0123456789".repeat(100));

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-chaos-"));
  clock = new QuickClock();
  sandbox = await startSandbox({ dataDir, clock });
  await speak(sandbox, { method: "PUT", path: "/chaos" });
  await speak(sandbox, { method: "PUT", path: "/chaos/there", body: CONTENT });
  await sandbox.journal.quiet();
  sandbox.journal.clear();
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

function once(operation: string, ...faults: FaultInput[]): string {
  return sandbox.chaos.add({ match: { operation }, times: 1, faults })[0] ?? "";
}

const GET = { path: "/chaos/there" };
const PUT = { method: "PUT", path: "/chaos/new", body: CONTENT };

async function onlyEntry(): Promise<Entry> {
  expect(await sandbox.journal.quiet()).toBe(true);
  const entries = sandbox.journal.entries();
  expect(entries).toHaveLength(1);
  return entries[0]!;
}

async function stored(key = "new"): Promise<Buffer | null> {
  const { status, body } = await speak(sandbox, { path: `/chaos/${key}` });
  return status === 200 ? body : null;
}

describe("an answer in the operation's place", () => {
  test("has the status, the code and S3's words, and leaves the operation undone", async () => {
    once("PutObject", { kind: "status", status: 500, code: "InternalError" });
    const heard = await speak(sandbox, PUT);
    expect([heard.status, heard.body.toString()]).toEqual([
      500,
      expect.stringContaining("<Code>InternalError</Code><Message>We encountered an internal error."),
    ]);
    expect(await onlyEntry()).toMatchObject({
      status: 500,
      code: "InternalError",
      outcome: "answered",
      received: 1000,
      decoded: 0,
      sent: heard.body.length,
      struck: [{ by: "rule-1", kind: "status", happened: true }],
    });
    expect(await stored()).toBeNull();
  });

  test("SlowDown says when to come back", async () => {
    once("GetObject", { kind: "slow-down", retryAfter: 7 });
    const heard = await speak(sandbox, GET);
    expect(heard.status).toBe(503);
    expect(heard.head.toLowerCase()).toContain("\r\nretry-after: 7");
    expect(heard.body.toString()).toContain("<Code>SlowDown</Code>");
  });

  test("may come after the whole body", async () => {
    once("PutObject", { kind: "slow-down", readBody: true }, { kind: "stall", in: "request", after: 500 });
    const line = dial(sandbox, await sign(targetOf(sandbox), PUT));
    await sandbox.journal.waitFor({ struck: "rule-1" });
    expect(line.heard()).toHaveLength(0);
    sandbox.chaos.clear();
    expect((await line.closed).status).toBe(503);
  });

  test.each([
    [307, "https://elsewhere.test/chaos/there", "TemporaryRedirect"],
    [301, undefined, "PermanentRedirect"],
  ] as const)("a redirect %d to %s", async (status, location, code) => {
    once("GetObject", { kind: "redirect", status, ...(location && { location }) });
    const heard = await speak(sandbox, GET);
    expect(heard.status).toBe(status);
    expect(/\r\nlocation: (\S+)/i.exec(heard.head)?.[1]).toBe(location);
    expect(heard.body.toString()).toContain(`<Code>${code}</Code>`);
  });
});

describe("a body on its way in", () => {
  test("is reset after so many bytes, and nothing is stored", async () => {
    once("PutObject", { kind: "reset", in: "request", after: 100 });
    const heard = await speak(sandbox, PUT);
    expect(heard).toMatchObject({ error: "ECONNRESET", status: 0 });
    expect(await onlyEntry()).toMatchObject({ outcome: "reset", status: null, struck: [{ happened: true }] });
    expect(await stored()).toBeNull();
  });

  test("is reset before a byte of it was read", async () => {
    once("GetObject", { kind: "reset", in: "request" });
    expect(await speak(sandbox, GET)).toMatchObject({ error: "ECONNRESET", status: 0 });
  });

  test("is cut, which S3 sees by its length", async () => {
    once("PutObject", { kind: "truncate", in: "request", after: 999 });
    const heard = await speakPresigned(sandbox, PUT);
    expect([heard.status, heard.body.toString()]).toEqual([400, expect.stringContaining("IncompleteBody")]);
    expect(await onlyEntry()).toMatchObject({ received: 1000, decoded: 999, code: "IncompleteBody" });
    expect(await stored()).toBeNull();
  });

  test("is changed before it is checked: only a checksum tells", async () => {
    sandbox.chaos.add({
      match: { operation: "PutObject" },
      faults: [{ kind: "corrupt", in: "request", at: 5 }],
    });
    expect((await speak(sandbox, PUT)).body.toString()).toContain("XAmzContentSHA256Mismatch");
    const headers = { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" };
    expect((await speakPresigned(sandbox, { ...PUT, headers })).body.toString()).toContain("BadDigest");
    expect((await speakPresigned(sandbox, PUT)).status).toBe(200);
    sandbox.chaos.clear();
    expect(await stored()).toEqual(Buffer.from(CONTENT.toString().replace("5", "4")));
  });

  test("stalls until the rule is removed", async () => {
    const id = once("PutObject", { kind: "stall", in: "request", after: 10 });
    const line = dial(sandbox, await sign(targetOf(sandbox), PUT));
    const entry = await sandbox.journal.waitFor({ struck: id });
    expect(entry).toMatchObject({ outcome: "open", end: null, decoded: 10 });
    expect(await sandbox.journal.quiet(0)).toBe(false);
    sandbox.chaos.remove(id);
    expect((await line.closed).status).toBe(200);
    expect(await stored()).toEqual(CONTENT);
  });

  test("of which a client in a stall despairs", async () => {
    const id = once("PutObject", { kind: "stall", in: "request", after: 10 });
    const line = dial(sandbox, await sign(targetOf(sandbox), PUT));
    await sandbox.journal.waitFor({ struck: id });
    line.socket.destroy();
    expect(await onlyEntry()).toMatchObject({ outcome: "client-gone", received: 1000, decoded: 10 });
    expect(await stored()).toBeNull();
  });

  test("comes no faster than the line allows", async () => {
    once("PutObject", { kind: "bandwidth", in: "request", bytesPerSecond: 250 });
    expect((await speak(sandbox, PUT)).status).toBe(200);
    expect(clock.total).toBeCloseTo(4000);
    expect(clock.slept.length).toBeGreaterThanOrEqual(40);
    expect(await stored()).toEqual(CONTENT);
  });
});

describe("an answer on its way out", () => {
  test("is reset after so many bytes", async () => {
    once("GetObject", { kind: "reset", in: "answer", after: 300 });
    const heard = await speak(sandbox, GET);
    expect(heard).toMatchObject({ status: 200, error: "ECONNRESET", body: CONTENT.subarray(0, 300) });
    expect(await onlyEntry()).toMatchObject({ outcome: "reset", status: 200, sent: 300 });
  });

  test("is reset right after its head", async () => {
    once("PutObject", { kind: "reset", in: "answer" });
    const heard = await speak(sandbox, PUT);
    expect(heard).toMatchObject({ status: 200, error: "ECONNRESET", body: Buffer.alloc(0) });
    expect(heard.head.toLowerCase()).toContain("content-length: 0");
    expect(await stored()).toEqual(CONTENT);
  });

  test("ends before the length that it promised", async () => {
    once("GetObject", { kind: "truncate", in: "answer", after: 999 });
    const heard = await speak(sandbox, GET);
    expect(heard).toMatchObject({ status: 200, error: null, body: CONTENT.subarray(0, 999) });
    expect(heard.head.toLowerCase()).toContain("content-length: 1000");
    expect(await onlyEntry()).toMatchObject({ outcome: "cut", sent: 999 });
  });

  test("ends well as a message, in the middle of its XML", async () => {
    once("ListObjectsV2", { kind: "truncate", in: "answer", after: 120, ends: "well" });
    const heard = await speak(sandbox, { path: "/chaos", query: { "list-type": "2" } });
    expect(heard.head.toLowerCase()).toContain("transfer-encoding: chunked");
    const text = heard.body.toString();
    expect(text).toMatch(/^78\r\n<\?xml[\s\S]{115}\r\n0\r\n\r\n$/);
    expect(text).not.toContain("</ListBucketResult>");
    expect(await onlyEntry()).toMatchObject({ outcome: "answered", sent: 120 });
  });

  test("that is shorter than the cut is left alone, and the journal says so", async () => {
    once("GetObject", { kind: "truncate", in: "answer", after: 1000 });
    expect((await speak(sandbox, GET)).body).toEqual(CONTENT);
    expect(await onlyEntry()).toMatchObject({ outcome: "answered", struck: [{ happened: false }] });
  });

  test("has one bit changed", async () => {
    once("GetObject", { kind: "corrupt", in: "answer", at: 999 });
    const heard = await speak(sandbox, GET);
    expect(heard.body).toEqual(Buffer.concat([CONTENT.subarray(0, 999), Buffer.from("8")]));
    expect(await stored("there")).toEqual(CONTENT);
  });

  test("has one bit changed where the request's own luck says", async () => {
    const offsets: unknown[] = [];
    for (let round = 0; round < 2; round += 1) {
      once("GetObject", { kind: "corrupt", in: "answer" });
      const { body } = await speak(sandbox, GET);
      const at = body.findIndex((byte, offset) => byte !== CONTENT[offset]);
      expect((await onlyEntry()).struck).toMatchObject([{ kind: "corrupt", at, happened: true }]);
      offsets.push(at);
      sandbox.chaos.clear();
      sandbox.journal.clear();
    }
    expect(offsets[0]).toBe(offsets[1]);
  });

  test("stalls in its middle", async () => {
    const id = once("GetObject", { kind: "stall", in: "answer", after: 400 });
    const line = dial(sandbox, await sign(targetOf(sandbox), GET));
    await sandbox.journal.waitFor({ struck: id });
    sandbox.chaos.remove(id);
    expect((await line.closed).body).toEqual(CONTENT);
  });

  test("stalls until the client leaves, and then ends", async () => {
    const path = "/chaos/big";
    await speak(sandbox, { method: "PUT", path, body: Buffer.alloc(500_000) });
    const id = once("GetObject", { kind: "stall", in: "answer", after: 70_000 });
    const line = dial(sandbox, await sign(targetOf(sandbox), { path }));
    await sandbox.journal.waitFor({ struck: id });
    line.socket.destroy();
    await sandbox.journal.quiet();
    expect(sandbox.journal.entries({ operation: "GetObject" })).toMatchObject([{ outcome: "client-gone" }]);
    // Which it does only once nothing is left of that request.
    await sandbox.close();
    sandbox = await startSandbox({ dataDir });
  });

  test("stalls for as long as it is told", async () => {
    once("GetObject", { kind: "stall", in: "answer", after: 400, ms: 90_000 });
    expect((await speak(sandbox, GET)).body).toEqual(CONTENT);
    expect(clock.slept).toEqual([90_000]);
  });

  test("goes no faster than the line allows", async () => {
    once("GetObject", { kind: "bandwidth", in: "answer", bytesPerSecond: 2000 });
    expect((await speak(sandbox, GET)).body).toEqual(CONTENT);
    expect(clock.total).toBeCloseTo(500);
    expect(clock.slept).toHaveLength(5);
  });

  test("is lost although all is done", async () => {
    once("PutObject", { kind: "lose-answer" });
    expect(await speak(sandbox, PUT)).toMatchObject({ status: 0, head: "", error: null });
    expect(await onlyEntry()).toMatchObject({ outcome: "lost", status: 200, decoded: 1000, sent: 0 });
    expect(await stored()).toEqual(CONTENT);
  });

  test("lacks headers", async () => {
    once("PutObject", { kind: "drop-headers", names: ["etag"] });
    const heard = await speak(sandbox, PUT);
    expect(heard.status).toBe(200);
    expect(heard.head.toLowerCase()).not.toContain("etag");
  });
});

test("delays stand before the operation and before its answer", async () => {
  once("PutObject", { kind: "delay", ms: 3000 }, { kind: "delay", in: "answer", ms: 500 });
  expect((await speak(sandbox, PUT)).status).toBe(200);
  expect(clock.slept).toEqual([3000, 500]);
});

test("bytes rot at rest: accepted, with the right ETag, and wrong when read", async () => {
  once("PutObject", { kind: "corrupt", in: "stored", at: 0 });
  const put = await speak(sandbox, PUT);
  const etag = (head: string) => /etag: (\S+)/i.exec(head)?.[1];
  const get = await speak(sandbox, { path: "/chaos/new" });
  expect(put.status).toBe(200);
  expect(etag(get.head)).toBe(etag(put.head));
  expect(get.body).toEqual(Buffer.concat([Buffer.from("1"), CONTENT.subarray(1)]));
});

test("a part rots at rest, and with it the object that is made of it", async () => {
  const path = "/chaos/parts";
  const text = async (wire: Omit<Wire, "path">) => (await speak(sandbox, { ...wire, path })).body.toString();
  const begun = await text({ method: "POST", query: { uploads: "" }, body: "" });
  const uploadId = /<UploadId>([^<]+)/.exec(begun)?.[1] ?? "";
  once("UploadPart", { kind: "corrupt", in: "stored", at: 1 });
  const query = { partNumber: "2", uploadId };
  const { head } = await speak(sandbox, { path, method: "PUT", query, body: "content" });
  const part = `<Part><PartNumber>2</PartNumber><ETag>${/etag: (\S+)/i.exec(head)?.[1]}</ETag></Part>`;
  const body = `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`;
  expect(await text({ method: "POST", query: { uploadId }, body })).toContain("<ETag>");
  expect(await text({})).toBe("cnntent");
});

test("what a sink has thrown away cannot rot, and the journal says so", async () => {
  await sandbox.close();
  sandbox = await startSandbox({ dataDir, sinks: ["sink-bucket"] });
  once("PutObject", { kind: "corrupt", in: "stored", at: 1 });
  expect((await speak(sandbox, { ...PUT, path: "/sink-bucket/k" })).status).toBe(200);
  expect((await onlyEntry()).struck).toMatchObject([{ kind: "corrupt", happened: false }]);
});

test("a page of another origin is not told what it may read", async () => {
  const rule =
    "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
  const headers = {
    "content-md5": createHash("md5").update(rule).digest("base64"),
  };
  await speak(sandbox, { method: "PUT", path: "/chaos", query: { cors: "" }, headers, body: rule });
  const asked = { ...GET, headers: { origin: "http://page.test" } };
  expect((await speak(sandbox, asked)).head.toLowerCase()).toContain("access-control-allow-origin");
  once("GetObject", { kind: "cors-missing" });
  expect((await speak(sandbox, asked)).head.toLowerCase()).not.toContain("\r\naccess-control-");
  once("OPTIONS", { kind: "status", status: 403, code: "AccessForbidden" });
  const preflight = {
    method: "OPTIONS",
    path: "/chaos/there",
    headers: { origin: "http://page.test", "access-control-request-method": "GET" },
  };
  expect([
    (await dial(sandbox, preflight).closed).status,
    (await dial(sandbox, preflight).closed).status,
  ]).toEqual([403, 200]);
});

test("an unsigned request can be struck too, for no fault waits for a right", async () => {
  sandbox.chaos.add({ match: { signed: "query", key: "there" }, faults: [{ kind: "slow-down" }] });
  expect((await dial(sandbox, GET).closed).status).toBe(403);
  expect((await dial(sandbox, await presign(targetOf(sandbox), GET)).closed).status).toBe(503);
});

test.each<Fault["kind"]>(["lose-answer", "cors-missing"])(
  "after %s comes the next request as ever",
  async (kind) => {
    once("GetObject", { kind } as FaultInput);
    await speak(sandbox, GET);
    expect((await speak(sandbox, GET)).body).toEqual(CONTENT);
  },
);
