import assert from "node:assert/strict";
import {
  CopyObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  RestoreObjectCommand,
  type StorageClass,
  type Tier,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { NO_RESTORE, ONLY_STANDARD, unimitated } from "./differences";
import { pathOf } from "./wire";

const ONE = { ceph16: ONLY_STANDARD };
const NONE = { ceph16: ONLY_STANDARD, garage: NO_RESTORE };

async function put(bench: Bench, Key: string, StorageClass: StorageClass): Promise<void> {
  const Bucket = await bench.bucket();
  await bench.s3.send(new PutObjectCommand({ Bucket, Key, Body: "cold", StorageClass }));
}

async function restore(bench: Bench, Key: string, Tier?: Tier, Days = 2): Promise<number | undefined> {
  const GlacierJobParameters = Tier ? { GlacierJobParameters: { Tier } } : {};
  const { $metadata } = await bench.s3.send(
    new RestoreObjectCommand({
      Bucket: await bench.bucket(),
      Key,
      RestoreRequest: { Days, ...GlacierJobParameters },
    }),
  );
  return $metadata.httpStatusCode;
}

export const storageClassCases: Case[] = [
  ...(["REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"] as const).map(
    (name): Case => ({
      name: `an object of ${name} is read like any other, and says its class`,
      differs: ONE,
      run: async (bench) => {
        await put(bench, `class/${name}`, name);
        const answer = expectStatus(
          await bench.signed({ path: pathOf(await bench.bucket(), `class/${name}`) }),
          200,
        );
        assert.deepEqual([answer.text, answer.headers["x-amz-storage-class"]], ["cold", name]);
      },
    }),
  ),
  {
    name: "an object of STANDARD does not say its class",
    differs: { ceph16: unimitated("says STANDARD too", "shows STANDARD where no class is told") },
    run: async (bench) => {
      await put(bench, "class/standard", "STANDARD");
      assert.equal((await bench.head("class/standard")).StorageClass, undefined);
    },
  },
  {
    name: "a class that S3 does not have is InvalidStorageClass",
    differs: { ceph16: { store: "says InvalidArgument", cooper: "goes by the status" } },
    run: async (bench) => {
      await refused(put(bench, "class/none", "LUKEWARM" as StorageClass), 400, "InvalidStorageClass");
      assert.equal(await bench.exists("class/none"), false);
    },
  },
  ...(["GLACIER", "DEEP_ARCHIVE"] as const).map(
    (name): Case => ({
      name: `an object of ${name} is there but cannot be read or copied`,
      differs: ONE,
      run: async (bench) => {
        const key = `archive/${name}`;
        await put(bench, key, name);
        const Bucket = await bench.bucket();
        const path = pathOf(Bucket, key);
        const answer = expectError(await bench.signed({ path }), 403, "InvalidObjectState");
        assert.ok(answer.text.includes(`<StorageClass>${name}</StorageClass>`), answer.text);
        assert.ok(
          answer.text.includes("The operation is not valid for the object&apos;s storage class") ||
            answer.text.includes("The operation is not valid for the object's storage class"),
          answer.text,
        );
        const head = expectStatus(await bench.signed({ method: "HEAD", path }), 200);
        assert.deepEqual(
          [
            head.headers["x-amz-storage-class"],
            head.headers["content-length"],
            head.headers["x-amz-restore"],
          ],
          [name, "4", undefined],
        );
        const listed = await bench.s3.send(new ListObjectsV2Command({ Bucket, Prefix: key }));
        assert.equal(listed.Contents?.[0]?.StorageClass, name);
        const CopySource = `${Bucket}/${key}`;
        const copy = new CopyObjectCommand({ Bucket, Key: "archive/copy", CopySource });
        await refused(bench.s3.send(copy), 403, "InvalidObjectState");
        const start = await bench.signed({ method: "POST", path, query: { uploads: "" } });
        const UploadId = /<UploadId>([^<]+)/.exec(start.text)?.[1];
        const partCopy = new UploadPartCopyCommand({ Bucket, Key: key, UploadId, PartNumber: 1, CopySource });
        await refused(bench.s3.send(partCopy), 403, "InvalidObjectState");
      },
    }),
  ),
  {
    name: "a restore is accepted once, can be hurried, and goes on",
    differs: NONE,
    run: async (bench) => {
      await put(bench, "archive/restore", "GLACIER");
      assert.equal(await restore(bench, "archive/restore", "Bulk"), 202);
      await refused(restore(bench, "archive/restore", "Bulk"), 409, "RestoreAlreadyInProgress");
      assert.equal(await restore(bench, "archive/restore"), 202);
      await refused(restore(bench, "archive/restore"), 409, "RestoreAlreadyInProgress");
      assert.equal((await bench.head("archive/restore")).Restore, 'ongoing-request="true"');
      const path = pathOf(await bench.bucket(), "archive/restore");
      expectError(await bench.signed({ path }), 403, "InvalidObjectState");
    },
  },
  {
    name: "what is not archived cannot be restored",
    differs: { ceph16: NO_RESTORE, garage: NO_RESTORE },
    run: async (bench) => {
      await bench.put("archive/warm", "x");
      await refused(restore(bench, "archive/warm"), 403, "InvalidObjectState");
      await refused(restore(bench, "archive/nothing"), 404, "NoSuchKey");
    },
  },
  {
    name: "an archive has its own tiers, and a restore its days",
    differs: NONE,
    run: async (bench) => {
      await put(bench, "archive/deep", "DEEP_ARCHIVE");
      await refused(restore(bench, "archive/deep", "Expedited"), 400, "InvalidArgument");
      await refused(restore(bench, "archive/deep", "Slow" as Tier), 400, "MalformedXML");
      await refused(restore(bench, "archive/deep", "Bulk", 0), 400, "MalformedXML");
      assert.equal(await restore(bench, "archive/deep"), 202);
    },
  },
];
