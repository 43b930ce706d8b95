import assert from "node:assert/strict";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  type ObjectAttributes,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { NO_ATTRIBUTES, NO_PART_NUMBER, unimitated } from "./differences";
import { shaOf } from "./sums";
import { type Answer, pathOf } from "./wire";

const UNKNOWN = { ceph16: NO_ATTRIBUTES, garage: NO_ATTRIBUTES };
const FIVE = Buffer.alloc(5 * 1024 * 1024, "five");
const BODIES = [FIVE, FIVE, "tail"];
const SIZE = 2 * FIVE.length + 4;
const ALL: ObjectAttributes[] = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

async function upload(bench: Bench, Key: string, bodies: readonly (Buffer | string)[], sha: boolean) {
  const Bucket = await bench.bucket();
  const algorithm = sha ? ({ ChecksumAlgorithm: "SHA256" } as const) : {};
  const { UploadId } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...algorithm }));
  const Parts = [];
  for (const [at, Body] of bodies.entries()) {
    const input = { Bucket, Key, UploadId, PartNumber: at + 1, Body, ...algorithm };
    const { ETag } = await bench.s3.send(new UploadPartCommand(input));
    Parts.push({ PartNumber: at + 1, ETag, ...(sha ? { ChecksumSHA256: shaOf(Body) } : {}) });
  }
  const MultipartUpload = { Parts };
  await bench.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
}

async function attributes(
  bench: Bench,
  Key: string,
  more: { MaxParts?: number; PartNumberMarker?: string } = {},
) {
  const input = { Bucket: await bench.bucket(), Key, ObjectAttributes: ALL, ...more };
  return await bench.s3.send(new GetObjectAttributesCommand(input));
}

async function readPart(
  bench: Bench,
  key: string,
  partNumber: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  const path = pathOf(await bench.bucket(), key);
  return await bench.signed({ method, path, query: { partNumber }, headers });
}

export const attributeCases: Case[] = [
  {
    name: "the attributes of an object of one PUT have no parts",
    differs: UNKNOWN,
    run: async (bench) => {
      const path = pathOf(await bench.bucket(), "attributes/put");
      const headers = { "x-amz-checksum-sha256": shaOf("body") };
      const put = await bench.signed({ method: "PUT", path, headers, body: "body" });
      const got = await attributes(bench, "attributes/put");
      assert.deepEqual(
        [got.ETag, got.ObjectSize, got.StorageClass, got.ObjectParts, got.Checksum],
        [
          String(put.headers.etag).replaceAll('"', ""),
          4,
          "STANDARD",
          undefined,
          { ChecksumSHA256: shaOf("body"), ChecksumType: "FULL_OBJECT" },
        ],
      );
      assert.ok(got.LastModified);
    },
  },
  {
    name: "only the asked attributes are given",
    differs: UNKNOWN,
    run: async (bench) => {
      await bench.put("attributes/some", "body");
      const wire = { path: pathOf(await bench.bucket(), "attributes/some"), query: { attributes: "" } };
      const headers = { "x-amz-object-attributes": "ObjectSize,StorageClass" };
      const { text } = expectStatus(await bench.signed({ ...wire, headers }), 200);
      assert.match(
        text,
        /<GetObjectAttributesResponse xmlns="[^"]+"><StorageClass>STANDARD<\/StorageClass><ObjectSize>4<\/ObjectSize><\/GetObjectAttributesResponse>$/,
      );
      expectError(await bench.signed(wire), 400, "InvalidRequest");
      const unknown = { "x-amz-object-attributes": "ETag,Colour" };
      expectError(await bench.signed({ ...wire, headers: unknown }), 400, "InvalidArgument");
      const missing = { ...wire, path: pathOf(await bench.bucket(), "attributes/none"), headers };
      expectError(await bench.signed(missing), 404, "NoSuchKey");
    },
  },
  {
    name: "the attributes of a COMPOSITE object page through its parts",
    differs: UNKNOWN,
    run: async (bench) => {
      await upload(bench, "attributes/composite", BODIES, true);
      const first = await attributes(bench, "attributes/composite", { MaxParts: 2 });
      assert.equal(first.Checksum?.ChecksumType, "COMPOSITE");
      assert.match(first.Checksum?.ChecksumSHA256 ?? "", /^[^-]{44}$/);
      const parts = first.ObjectParts;
      assert.deepEqual(
        parts?.Parts?.map(({ PartNumber, Size, ChecksumSHA256 }) => [PartNumber, Size, ChecksumSHA256]),
        [
          [1, FIVE.length, shaOf(FIVE)],
          [2, FIVE.length, shaOf(FIVE)],
        ],
      );
      assert.deepEqual(
        [parts?.TotalPartsCount, parts?.IsTruncated, parts?.MaxParts, parts?.NextPartNumberMarker],
        [3, true, 2, "2"],
      );
      const second = await attributes(bench, "attributes/composite", { PartNumberMarker: "2" });
      assert.deepEqual(
        second.ObjectParts?.Parts?.map(({ PartNumber }) => PartNumber),
        [3],
      );
      assert.equal(second.ObjectParts?.IsTruncated, false);
    },
  },
  {
    name: "the attributes of an object whose parts keep no checksums only count them",
    differs: UNKNOWN,
    run: async (bench) => {
      await upload(bench, "attributes/plain", BODIES, false);
      const { ObjectParts, ObjectSize, Checksum } = await attributes(bench, "attributes/plain");
      assert.deepEqual([ObjectParts, ObjectSize], [{ TotalPartsCount: 3 }, SIZE]);
      assert.equal(Checksum?.ChecksumType, "FULL_OBJECT");
      assert.ok(Checksum?.ChecksumCRC64NVME);
    },
  },
  {
    name: "a part of an object is read by its number",
    differs: { ceph16: NO_PART_NUMBER },
    run: async (bench) => {
      await upload(bench, "parts/read", BODIES, true);
      for (const method of ["GET", "HEAD"]) {
        const answer = expectStatus(await readPart(bench, "parts/read", "3", {}, method), 206);
        assert.equal(answer.text, method === "GET" ? "tail" : "");
        assert.equal(answer.headers["content-range"], `bytes ${SIZE - 4}-${SIZE - 1}/${SIZE}`);
        assert.equal(answer.headers["content-length"], "4");
        assert.equal(answer.headers["x-amz-mp-parts-count"], "3");
      }
      const middle = expectStatus(await readPart(bench, "parts/read", "2"), 206);
      assert.ok(middle.body.equals(FIVE));
    },
  },
  {
    name: "a part comes with its own checksum where parts keep them, and with none where they do not",
    differs: { ceph16: NO_PART_NUMBER },
    run: async (bench) => {
      const mode = { "x-amz-checksum-mode": "ENABLED" };
      await upload(bench, "parts/sums", BODIES, true);
      const { headers } = expectStatus(await readPart(bench, "parts/sums", "3", mode), 206);
      assert.deepEqual(
        [headers["x-amz-checksum-sha256"], headers["x-amz-checksum-type"]],
        [shaOf("tail"), "COMPOSITE"],
      );
      await upload(bench, "parts/no-sums", BODIES, false);
      const plain = expectStatus(await readPart(bench, "parts/no-sums", "3", mode), 206);
      assert.equal(plain.headers["x-amz-checksum-type"], undefined);
      await upload(bench, "parts/only", ["tail"], false);
      const only = expectStatus(await readPart(bench, "parts/only", "1", mode), 206);
      assert.equal(only.headers["x-amz-checksum-type"], "FULL_OBJECT");
      assert.ok(only.headers["x-amz-checksum-crc64nvme"]);
    },
  },
  {
    name: "an object of one PUT is its own part 1",
    differs: { ceph16: NO_PART_NUMBER },
    run: async (bench) => {
      await bench.put("parts/one", "body");
      const answer = expectStatus(await readPart(bench, "parts/one", "1"), 206);
      assert.deepEqual([answer.text, answer.headers["content-range"]], ["body", "bytes 0-3/4"]);
      assert.equal(answer.headers["x-amz-mp-parts-count"], undefined);
    },
  },
  {
    name: "a part that is not there is InvalidPartNumber",
    differs: { ceph16: NO_PART_NUMBER },
    run: async (bench) => {
      await bench.put("parts/one", "body");
      const answer = expectError(await readPart(bench, "parts/one", "2"), 416, "InvalidPartNumber");
      assert.match(answer.text, /<ActualPartCount>1<\/ActualPartCount>/);
      expectStatus(await readPart(bench, "parts/one", "2", {}, "HEAD"), 416);
      for (const number of ["0", "10001", "-1", "x"])
        expectError(await readPart(bench, "parts/one", number), 400, "InvalidArgument");
    },
  },
  {
    name: "a part and a range at once are InvalidRequest",
    differs: { ceph16: NO_PART_NUMBER },
    run: async (bench) => {
      await bench.put("parts/one", "body");
      const answer = await readPart(bench, "parts/one", "1", { range: "bytes=0-1" });
      expectError(answer, 400, "InvalidRequest");
    },
  },
  {
    name: "a part number without an upload is no way to write",
    differs: { ceph16: unimitated("ignores it and writes the object", "numbers parts of an upload alone") },
    run: async (bench) => {
      const path = pathOf(await bench.bucket(), "parts/write");
      const wire = { method: "PUT", path, query: { partNumber: "1" }, body: "body" };
      expectError(await bench.signed(wire), 400, "InvalidArgument");
      assert.equal(await bench.exists("parts/write"), false);
    },
  },
];
