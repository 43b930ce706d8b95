import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkEvent } from "@/lib/schemas/events";
import type { SignedPart } from "@/lib/schemas/uploads";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { beginUpload } from "./begin";
import { completeUpload } from "./complete";

const root = testActor("root");
const MIB = 1024 * 1024;
const soon = () => AbortSignal.timeout(15_000);

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
  const s3 = world.store();
  await s3.send(new CreateBucketCommand({ Bucket: "versioned" }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration }));
  await s3.send(new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }));
  const Rule = { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } } as const;
  const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule } as const;
  await s3.send(new PutObjectLockConfigurationCommand({ Bucket: "locked", ObjectLockConfiguration }));
});
afterAll(() => world.close());

const begin = (bucket: string, key: string, size: number, more: object = {}) =>
  beginUpload(
    root,
    { connection: "s3", bucket },
    { key, size, contentType: "text/plain", onConflict: "fail", metadata: {}, ...more },
    soon(),
  );

const send = (part: SignedPart | undefined, body: Buffer | string) =>
  fetch(part?.url ?? "", {
    method: "PUT",
    body: new Uint8Array(Buffer.from(body)),
    headers: part?.headers ?? {},
  });

async function remove(bucket: string, key: string): Promise<WorkEvent | undefined> {
  let last: WorkEvent | undefined;
  for await (const event of world.open(root, bucket).delete({ keys: [{ key }], prefixes: [] }, soon()))
    last = event;
  return last;
}

async function versionsOf(Bucket: string, Prefix: string) {
  const page = await world.store().send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return { objects: page.Versions ?? [], markers: page.DeleteMarkers ?? [] };
}

async function keysOf(bucket: string): Promise<string[]> {
  const page = await world.open(root, bucket).list({ prefix: "", limit: 1000 });
  return page.objects.map(({ key }) => key);
}

test("a versioned bucket: what was deleted is out of sight, and its name is free for the next upload", async () => {
  const first = await begin("versioned", "report", 3);
  expect((await send(first.parts[0], "one")).status).toBe(200);
  const done = await completeUpload(root, first.ticket, {}, soon());
  const { objects } = await versionsOf("versioned", "report");
  expect(objects.map(({ VersionId }) => VersionId)).toEqual([done.versionId]);
  await expect(begin("versioned", "report", 3)).rejects.toMatchObject({ code: "conflict" });
  expect(await remove("versioned", "report")).toMatchObject({ type: "done", ok: 1, failed: 0 });
  expect(await keysOf("versioned")).toEqual([]);
  await expect(world.open(root, "versioned").details("report")).rejects.toMatchObject({ code: "not_found" });
  const second = await begin("versioned", "report", 3);
  expect((await send(second.parts[0], "two")).status).toBe(200);
  await completeUpload(root, second.ticket, {}, soon());
  const after = await versionsOf("versioned", "report");
  expect([after.objects.length, after.markers.length]).toEqual([2, 1]);
  const old = new GetObjectCommand({ Bucket: "versioned", Key: "report", VersionId: done.versionId ?? "" });
  expect(await (await world.store().send(old)).Body?.transformToString()).toBe("one");
});

test("a versioned bucket: a multipart upload tells its version, and the same again when asked again", async () => {
  const body = Buffer.alloc(20 * MIB, "cooper ");
  const upload = await begin("versioned", "big", body.length);
  for (const part of upload.parts) {
    const start = (part.number - 1) * upload.partSize;
    expect((await send(part, body.subarray(start, start + upload.partSize))).status).toBe(200);
  }
  const { versionId } = await completeUpload(root, upload.ticket, {}, soon());
  const { objects } = await versionsOf("versioned", "big");
  expect(objects.map(({ VersionId }) => VersionId)).toEqual([versionId]);
});

test("a bucket that locks: an upload without a checksum is refused in words, one with it stands", async () => {
  const without = await begin("locked", "evidence", 4);
  const refused = await send(without.parts[0], "body");
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("with Object Lock parameters</Message>");
  await expect(completeUpload(root, without.ticket, {}, soon())).rejects.toMatchObject({
    code: "incomplete_upload",
  });
  const value = createHash("sha256").update("body").digest("base64");
  const upload = await begin("locked", "evidence", 4, { checksum: { algorithm: "SHA256", value } });
  expect((await send(upload.parts[0], "body")).status).toBe(200);
  const done = await completeUpload(root, upload.ticket, {}, soon());
  expect(done).toMatchObject({ verified: "SHA256", versionId: expect.stringMatching(/^.{32}$/) });
});

test("a bucket that locks: deleting hides the object, and a folder can be made", async () => {
  const bucket = world.open(root, "locked");
  await bucket.createFolder("cases/");
  const { prefixes } = await bucket.list({ prefix: "", limit: 1000 });
  expect(prefixes).toEqual(["cases/"]);
  expect(await remove("locked", "cases/")).toMatchObject({ type: "done", ok: 1, failed: 0 });
  const { objects, markers } = await versionsOf("locked", "cases/");
  expect([objects.length, markers.length]).toEqual([1, 1]);
});

test("a bucket that locks: the version itself is refused to be deleted, and stays", async () => {
  const bucket = world.open(root, "locked");
  await bucket.createFolder("kept/");
  const [version] = (await versionsOf("locked", "kept/")).objects;
  const events: WorkEvent[] = [];
  const chosen = { keys: [{ key: "kept/", versionId: version?.VersionId ?? "" }], prefixes: [] };
  for await (const event of bucket.delete(chosen, soon())) events.push(event);
  expect(events.at(-1)).toMatchObject({ type: "done", ok: 0, failed: 1 });
  expect((await versionsOf("locked", "kept/")).objects).toHaveLength(1);
});
