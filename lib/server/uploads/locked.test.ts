import { createHash } from "node:crypto";
import { CreateBucketCommand, PutObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import { afterEach, expect, test } from "vitest";
import type { Profile } from "@/sandbox/profiles/profiles";
import { crc64, MIB, soon, startUploads, type Uploads } from "../s3/test-uploads";
import { testActor } from "../test-world";
import { beginUpload } from "./begin";

const root = testActor("root");
const algorithm = "CRC64NVME" as const;
let uploads: Uploads;
afterEach(() => uploads.close());

async function startLocked(store: { profile?: Profile }): Promise<void> {
  uploads = await startUploads(store.profile ? { profile: store.profile } : {});
  const s3 = uploads.store();
  await s3.send(new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }));
  const Rule = { DefaultRetention: { Mode: "COMPLIANCE", Days: 1 } } as const;
  const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule } as const;
  await s3.send(new PutObjectLockConfigurationCommand({ Bucket: "locked", ObjectLockConfiguration }));
}

const begin = (key: string, size: number, checksum: object) =>
  beginUpload(
    root,
    { connection: "s3", bucket: "locked" },
    { key, size, contentType: "text/plain", onConflict: "fail", metadata: {}, ...checksum },
    soon(),
  );

const contentMd5 = (bytes: Buffer | string) => ({
  "content-md5": createHash("md5").update(bytes).digest("base64"),
});

const STORES: { store: string; profile?: Profile; none?: true }[] = [
  { store: "S3" },
  { store: "Ceph 16", profile: "ceph16" },
  { store: "MinIO", profile: "minio" },
  { store: "S3, by a connection without checksums", none: true },
];

test.each(STORES)("a bucket of $store that locks takes what a browser sends with a digest", async (store) => {
  await startLocked(store);
  if (store.none) uploads.connections[0]!.upload.checksum = "none";
  const one = await begin("one", 5, { checksum: { algorithm, value: crc64("12345") } });
  // Where no checksum goes along, the browser's own MD5 is no part of what was signed, and may come.
  const digest = store.none ? contentMd5("12345") : {};
  expect((await uploads.send(one.parts[0], "12345", digest)).status).toBe(200);
  const etag = createHash("md5").update("12345").digest("hex");
  expect(await uploads.complete(one, { parts: [{ number: 1, etag }] })).toMatchObject({ size: 5 });

  const bytes = Buffer.alloc(16 * MIB, "cooper ");
  const many = await begin("many", bytes.length, { checksum: { algorithm } });
  for (const part of many.parts) {
    const slice = uploads.sliceOf(many, part.number, bytes);
    expect((await uploads.send(part, slice, contentMd5("other"))).status).toBe(400);
    expect((await uploads.send(part, slice, contentMd5(slice))).status).toBe(200);
  }
  expect(await uploads.complete(many)).toMatchObject({ size: bytes.length });
});
