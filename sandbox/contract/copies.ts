import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, UNLOCKER } from "./bench";
import { unimitated } from "./differences";
import { allow, anyone, bucketWith, deny } from "./statements";
import { pathOf, type Wire } from "./wire";

function copyWire(bucket: string, from: string, to: string, headers = {}): Wire {
  const method = "PUT";
  return {
    method,
    path: pathOf(bucket, to),
    headers: { "x-amz-copy-source": `${bucket}/${from}`, ...headers },
  };
}

async function putParts(bench: Bench, Key: string, body: string): Promise<string | undefined> {
  const Bucket = await bench.bucket();
  const { UploadId } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = { Bucket, Key, UploadId };
  const { ETag } = await bench.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const done = await bench.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
  return done.ETag;
}

export const copyCases: Case[] = [
  {
    name: "a copy of an object in parts has none, and an ETag of its own bytes",
    differs: { ceph16: unimitated("keeps its source's ETag", "asks for no such copy") },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await putParts(bench, "copies/parts", "parts");
      await bench.s3.send(
        new CopyObjectCommand({ Bucket, Key: "copies/whole", CopySource: `${Bucket}/copies/parts` }),
      );
      const { ETag } = await bench.head("copies/whole");
      assert.equal(ETag, `"${createHash("md5").update("parts").digest("hex")}"`);
    },
  },
  {
    name: "a copy does not take over its source's storage class",
    differs: {
      ceph16: {
        store: "has the classes that its operator makes, here STANDARD alone",
        cooper: "asks for no such copy",
      },
    },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(
        new PutObjectCommand({ Bucket, Key: "copies/rare", Body: "x", StorageClass: "STANDARD_IA" }),
      );
      expectStatus(await bench.signed(copyWire(Bucket, "copies/rare", "copies/often")), 200);
      assert.equal((await bench.head("copies/often")).StorageClass, undefined);
    },
  },
  {
    name: "a failed If-None-Match leaves a copy's target as it is",
    differs: { ceph16: unimitated("ignores If-None-Match on a copy", "asks for no such copy") },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.put("copies/new", "new");
      await bench.put("copies/old", "old");
      const headers = { "if-none-match": "*" };
      const answer = await bench.signed(copyWire(Bucket, "copies/new", "copies/old", headers));
      expectError(answer, 412, "PreconditionFailed");
      assert.equal(await bench.read("copies/old"), "old");
      expectStatus(await bench.signed(copyWire(Bucket, "copies/new", "copies/none", headers)), 200);
    },
  },
];

export const copyRightCases: Case[] = [
  {
    name: "a copy of a version takes the right to read versions",
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:PutObject"), allow("s3:GetObject"));
      await bench.setVersioning(bucket, "Enabled");
      const { VersionId } = await bench.s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: "v", Body: "x" }),
      );
      expectStatus(await anyone(bench, copyWire(bucket, "v", "newest")), 200);
      const named = await anyone(bench, copyWire(bucket, `v?versionId=${VersionId}`, "named"));
      expectError(named, 403, "AccessDenied");
    },
  },
  ...["Get", "Put"].map(
    (verb): Case => ({
      name: `a copy with its source's tags takes s3:${verb}ObjectTagging`,
      differs: { ceph16: unimitated("copies tags without a question", "asks for no such copy") },
      run: async (bench) => {
        const unlock = { StringNotEquals: { "aws:UserAgent": UNLOCKER } };
        const bucket = await bucketWith(bench, deny(`s3:${verb}ObjectTagging`, "/*", { Condition: unlock }));
        await bench.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "plain", Body: "x" }));
        expectStatus(await bench.signed(copyWire(bucket, "plain", "plain-copy")), 200);
        const tagged = { Bucket: bucket, Key: "tagged", Body: "x" };
        const path = pathOf(bucket, "tagged");
        const body = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
        await bench.s3.send(new PutObjectCommand(tagged));
        const headers = {
          "content-md5": createHash("md5").update(body).digest("base64"),
          "user-agent": UNLOCKER,
        };
        expectStatus(await bench.signed({ method: "PUT", path, query: { tagging: "" }, headers, body }), 200);
        expectError(await bench.signed(copyWire(bucket, "tagged", "tagged-copy")), 403, "AccessDenied");
      },
    }),
  ),
];
