import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
  type Tier,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-10T10:30:00Z");

let dataDir: string;
let sandbox: Sandbox;
let s3: S3Client;
let time: number;

async function start(restoreSeconds?: number): Promise<void> {
  const restore = restoreSeconds === undefined ? {} : { restoreSeconds };
  sandbox = await startSandbox({ dataDir, now: () => new Date(time), ...restore });
  // The client signs with the clock of the machine that it talks to.
  const systemClockOffset = time - Date.now();
  s3 = new S3Client({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: DEFAULT_USER,
    forcePathStyle: true,
    maxAttempts: 1,
    systemClockOffset,
  });
}

/** Lets the time pass for the server and its client. */
function pass(milliseconds: number): void {
  time += milliseconds;
  s3.config.systemClockOffset = time - Date.now();
}

const object = { Bucket: "vault", Key: "cold" };

async function archive(StorageClass: "GLACIER" | "DEEP_ARCHIVE"): Promise<void> {
  await s3.send(new PutObjectCommand({ ...object, Body: "cold", StorageClass }));
}

async function restore(tier: Tier, Days = 2): Promise<number | undefined> {
  const RestoreRequest = { Days, GlacierJobParameters: { Tier: tier } };
  return (await s3.send(new RestoreObjectCommand({ ...object, RestoreRequest }))).$metadata.httpStatusCode;
}

async function state(): Promise<string | undefined> {
  return (await s3.send(new HeadObjectCommand(object))).Restore;
}

async function read(): Promise<string | undefined> {
  const answer = await s3.send(new GetObjectCommand(object));
  return await answer.Body?.transformToString();
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-restore-"));
  time = START;
  await start();
  await s3.send(new CreateBucketCommand({ Bucket: "vault" }));
});

afterEach(async () => {
  s3.destroy();
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

test.each([
  ["GLACIER", "Expedited", HOUR / 12],
  ["GLACIER", "Standard", 5 * HOUR],
  ["GLACIER", "Bulk", 12 * HOUR],
  ["DEEP_ARCHIVE", "Standard", 12 * HOUR],
  ["DEEP_ARCHIVE", "Bulk", 48 * HOUR],
] as const)("%s with %s takes its time", async (storageClass, tier, takes) => {
  await archive(storageClass);
  expect(await restore(tier)).toBe(202);
  pass(takes - 1000);
  expect(await state()).toBe('ongoing-request="true"');
  await expect(read()).rejects.toMatchObject({ name: "InvalidObjectState" });
  pass(1000);
  expect(await state()).toContain('ongoing-request="false"');
  expect(await read()).toBe("cold");
});

test("a restored copy stands until the midnight after its days, and may be asked to stay longer", async () => {
  await archive("GLACIER");
  await restore("Expedited", 2);
  pass(HOUR);
  expect(await state()).toBe('ongoing-request="false", expiry-date="Fri, 13 Mar 2026 00:00:00 GMT"');
  expect(await restore("Standard", 4)).toBe(200);
  expect(await state()).toBe('ongoing-request="false", expiry-date="Sun, 15 Mar 2026 00:00:00 GMT"');
  time = Date.parse("2026-03-14T23:59:59Z");
  pass(0);
  expect(await read()).toBe("cold");
  pass(1000);
  expect(await state()).toBeUndefined();
  await expect(read()).rejects.toMatchObject({ name: "InvalidObjectState" });
  expect(await restore("Bulk")).toBe(202);
});

test("a faster tier hurries a restore, a slower one is refused", async () => {
  await archive("GLACIER");
  await restore("Bulk");
  await expect(restore("Bulk")).rejects.toMatchObject({ name: "RestoreAlreadyInProgress" });
  expect(await restore("Expedited")).toBe(202);
  await expect(restore("Standard")).rejects.toMatchObject({ name: "RestoreAlreadyInProgress" });
  pass(HOUR / 12);
  expect(await read()).toBe("cold");
});

test("what was restored can be copied out of the archive", async () => {
  await archive("GLACIER");
  const out = new CopyObjectCommand({ Bucket: "vault", Key: "warm", CopySource: "vault/cold" });
  await expect(s3.send(out)).rejects.toMatchObject({ name: "InvalidObjectState" });
  await restore("Expedited");
  pass(HOUR);
  await s3.send(out);
  const warm = await s3.send(new HeadObjectCommand({ Bucket: "vault", Key: "warm" }));
  expect([warm.StorageClass, warm.Restore]).toEqual([undefined, undefined]);
});

test("a restore outlives a restart, and a start option makes restores short", async () => {
  await archive("GLACIER");
  await restore("Bulk");
  s3.destroy();
  await sandbox.close();
  await start(3);
  expect(await state()).toBe('ongoing-request="true"');
  expect(await restore("Standard")).toBe(202);
  pass(3000);
  expect(await read()).toBe("cold");
});
