import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dial, speak, speakPresigned, targetOf } from "../chaos/raw-wire";
import { sign } from "../contract/wire";
import { DEFAULT_USER, type Sandbox, type SandboxOptions, startSandbox } from "../server";

let dataDir: string;
let sandbox: Sandbox;

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  sandbox = await startSandbox({ dataDir, ...options });
  await speak(sandbox, { method: "PUT", path: "/journal" });
  await sandbox.journal.quiet();
  sandbox.journal.clear();
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-journal-"));
});

afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

const BIG = Buffer.alloc(3_000_000, "x");

async function put(key: string, body: string | Buffer = key): Promise<void> {
  expect((await speak(sandbox, { method: "PUT", path: `/journal/${key}`, body })).status).toBe(200);
}

test("a request is written down with what it asked and all its bytes", async () => {
  await start({ journal: { sha256: true } });
  const before = Date.now();
  await put("k", BIG);
  const headers = { range: "bytes=10-19", "if-match": "*" };
  const got = await speak(sandbox, {
    path: "/journal/k",
    query: { "response-content-type": "a/b" },
    headers,
  });
  await sandbox.journal.quiet();
  const [wrote, read] = sandbox.journal.entries();
  expect(wrote).toMatchObject({
    operation: "PutObject",
    method: "PUT",
    bucket: "journal",
    key: "k",
    part: null,
    signed: "header",
    accessKeyId: DEFAULT_USER.accessKeyId,
    received: BIG.length,
    decoded: BIG.length,
    sent: 0,
    status: 200,
    code: null,
    struck: [],
    outcome: "answered",
    sha256: createHash("sha256").update(BIG).digest("hex"),
  });
  expect(read).toMatchObject({
    sequence: (wrote?.sequence ?? 0) + 1,
    operation: "GetObject",
    query: { "response-content-type": "a/b" },
    received: 0,
    sent: 10,
    status: 206,
    requestId: /x-amz-request-id: (\S+)/i.exec(got.head)?.[1],
  });
  expect(read?.headers).toMatchObject(headers);
  expect(wrote?.start).toBeGreaterThanOrEqual(before);
  expect(wrote?.end).toBeGreaterThanOrEqual(wrote?.start ?? 0);
});

test("neither signatures nor tokens nor keys are written down", async () => {
  await start();
  const secrets = {
    "x-amz-security-token": "hush-token",
    "x-amz-server-side-encryption-customer-key": "hush-key",
    "x-amz-copy-source-server-side-encryption-customer-key": "hush-copy",
    cookie: "hush-cookie",
    "content-type": "text/plain",
  };
  await speak(sandbox, { method: "PUT", path: "/journal/k", headers: secrets, body: "x" });
  const inQuery = { "X-Amz-Security-Token": "hush-query", Signature: "hush-old", "my-token": "hush-mine" };
  await speakPresigned(sandbox, { path: "/journal/k", query: inQuery });
  await speakPresigned(sandbox, {
    path: "/journal",
    query: { "list-type": "2", "continuation-token": "page" },
  });
  await sandbox.journal.quiet();
  const [header, query, list] = sandbox.journal.entries();
  expect(JSON.stringify([header, query, list])).not.toMatch(/hush|signature|credential/i);
  expect(header?.headers).toMatchObject({ "content-type": "text/plain" });
  expect(query).toMatchObject({ signed: "query", accessKeyId: DEFAULT_USER.accessKeyId, query: {} });
  expect(list?.query).toEqual({ "list-type": "2", "continuation-token": "page" });
});

test("an aws-chunked body counts with its framing and without", async () => {
  await start();
  const s3 = new S3Client({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: DEFAULT_USER,
    forcePathStyle: true,
  });
  const Body = Readable.from([Buffer.from("content")]);
  await s3.send(new PutObjectCommand({ Bucket: "journal", Key: "k", Body, ContentLength: 7 }));
  s3.destroy();
  await sandbox.journal.quiet();
  const [entry] = sandbox.journal.entries();
  expect(entry?.decoded).toBe(7);
  const framed = "7\r\ncontent\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
  expect(entry?.received).toBe(framed.length);
});

test.each([
  ["refused", "nowhere", 404, "NoSuchBucket", 0],
  ["read in part", "journal", 400, "IncompleteBody", 70_000],
] as const)("a body that was %s is counted to its last byte", async (_how, bucket, status, code, decoded) => {
  await start();
  sandbox.chaos.add({ faults: [{ kind: "truncate", in: "request", after: 70_000 }] });
  const wire = await sign(targetOf(sandbox), { method: "PUT", path: `/${bucket}/k`, body: BIG });
  const headers = { ...wire.headers, connection: "keep-alive" };
  const line = dial(sandbox, { ...wire, headers });
  const entry = await sandbox.journal.waitFor({ bucket, outcome: "answered" });
  expect(entry).toMatchObject({ status, code, received: BIG.length, decoded });
  line.socket.destroy();
});

test("what is no request of S3 is there as well", async () => {
  await start();
  await dial(sandbox, { path: "/journal/%zz" }).closed;
  await speak(sandbox, { path: "/journal", query: { replication: "" } });
  await dial(sandbox, { path: "/journal/k" }).closed;
  expect(sandbox.journal.entries()).toMatchObject([
    { operation: null, bucket: null, status: 400, code: "InvalidURI" },
    { operation: null, bucket: "journal", status: 501, code: "NotImplemented" },
    { operation: "GetObject", signed: "none", accessKeyId: null, status: 403, code: "AccessDenied" },
  ]);
});

test("a client that leaves is not called answered", async () => {
  await start();
  await put("big", BIG);
  const line = dial(sandbox, await sign(targetOf(sandbox), { path: "/journal/big" }));
  line.socket.once("data", () => line.socket.destroy());
  await line.closed;
  await sandbox.journal.quiet();
  const [gone] = sandbox.journal.entries({ operation: "GetObject" });
  expect(gone?.outcome).toBe("client-gone");
  expect(gone?.sent).toBeLessThan(BIG.length);
});

test("older requests fall out and are counted", async () => {
  await start({ journal: { limit: 3 } });
  for (let at = 0; at < 5; at += 1) await put(`k${at}`);
  const { journal } = sandbox;
  await journal.quiet();
  expect(journal.entries().map(({ key }) => key)).toEqual(["k2", "k3", "k4"]);
  expect(journal.entries({ after: journal.last - 1 }).map(({ key }) => key)).toEqual(["k4"]);
  expect(journal.entries({ limit: 1 }).map(({ key }) => key)).toEqual(["k2"]);
  expect(journal.entries({ key: "k3" })).toHaveLength(1);
  expect(journal.dropped).toBe(2);
  expect(journal.totals().all.requests).toBe(5);
  journal.clear();
  expect([journal.entries(), journal.dropped]).toEqual([[], 0]);
});

test("totals by operation, and how many were under way at once", async () => {
  await start();
  await put("k", "12345");
  sandbox.chaos.add({
    id: "hold",
    match: { operation: "GetObject" },
    faults: [{ kind: "stall", in: "answer" }],
  });
  const lines = await Promise.all(
    [1, 2, 3].map(async () => dial(sandbox, await sign(targetOf(sandbox), { path: "/journal/k" }))),
  );
  const last = sandbox.journal.last;
  await sandbox.journal.waitFor({ after: last + 2, struck: "hold" });
  expect(sandbox.journal.inFlight).toBe(3);
  expect(await sandbox.journal.quiet(0)).toBe(false);
  sandbox.chaos.clear();
  await Promise.all(lines.map(({ closed }) => closed));
  expect(await sandbox.journal.quiet()).toBe(true);
  await speak(sandbox, { path: "/journal/none" });
  await sandbox.journal.quiet();
  const { all, operations } = sandbox.journal.totals();
  expect(operations.PutObject).toMatchObject({ requests: 1, received: 5, sent: 0, mostInFlight: 1 });
  expect(operations.GetObject).toMatchObject({
    requests: 4,
    inFlight: 0,
    mostInFlight: 3,
    statuses: { 200: 3, 404: 1 },
    outcomes: { answered: 4 },
  });
  expect(all.requests).toBe(5);
  expect(all.received).toBe(5);
});

test("a request that never comes is waited for no longer than told", async () => {
  await start();
  expect(await sandbox.journal.waitFor({ key: "never" }, 1)).toBeNull();
});
