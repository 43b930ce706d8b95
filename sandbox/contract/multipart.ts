import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { COMPLETE_UNCONDITIONAL, UPLOADS_HIDDEN } from "./differences";
import { pathOf } from "./wire";

const MIB = 1024 * 1024;
const FIVE = Buffer.alloc(5 * MIB, "five");

type Upload = { Bucket: string; Key: string; UploadId: string };

async function begin(bench: Bench, Key: string): Promise<Upload> {
  const Bucket = await bench.bucket();
  const { UploadId } = await bench.s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "text/plain", Metadata: { a: "1" } }),
  );
  return { Bucket, Key, UploadId: UploadId ?? "" };
}

async function part(
  bench: Bench,
  upload: Upload,
  PartNumber: number,
  Body: Buffer | string,
): Promise<CompletedPart> {
  const answer = await bench.s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
  // The upload names no checksum algorithm, so S3 takes none of its parts' checksums at the end either.
  return { PartNumber, ETag: answer.ETag };
}

function complete(bench: Bench, upload: Upload, Parts: CompletedPart[], more: { IfNoneMatch?: string } = {}) {
  return bench.s3.send(
    new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }),
  );
}

function abort(bench: Bench, upload: Upload) {
  return bench.s3.send(new AbortMultipartUploadCommand(upload));
}

function multipartEtag(bodies: readonly (Buffer | string)[]): string {
  const whole = createHash("md5");
  for (const body of bodies) whole.update(createHash("md5").update(body).digest());
  return `"${whole.digest("hex")}-${bodies.length}"`;
}

export const multipartCases: Case[] = [
  {
    name: "parts become one object with what was said at the beginning",
    run: async (bench) => {
      const upload = await begin(bench, "multi/whole");
      const parts = [await part(bench, upload, 2, "tail"), await part(bench, upload, 1, FIVE)].reverse();
      assert.equal(await bench.exists("multi/whole"), false);
      await complete(bench, upload, parts);
      const head = await bench.head("multi/whole");
      assert.equal(head.ETag, multipartEtag([FIVE, "tail"]));
      assert.deepEqual(
        [head.ContentLength, head.ContentType, head.Metadata],
        [5 * MIB + 4, "text/plain", { a: "1" }],
      );
      const path = pathOf(upload.Bucket, "multi/whole");
      const across = await bench.signed({ path, headers: { range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` } });
      assert.equal(across.text, "veta");
      const whole = await bench.signed({ path });
      assert.ok(whole.body.equals(Buffer.concat([FIVE, Buffer.from("tail")])));
    },
  },
  {
    name: "completing answers with the object's ETag",
    differs: {
      ceph16: {
        store: "leaves it empty",
        cooper: "works it out from the parts",
      },
    },
    run: async (bench) => {
      const upload = await begin(bench, "multi/etag");
      const done = await complete(bench, upload, [await part(bench, upload, 1, "x")]);
      assert.equal(done.ETag, multipartEtag(["x"]));
    },
  },
  {
    name: "a part sent again replaces the first",
    run: async (bench) => {
      const upload = await begin(bench, "multi/again");
      await part(bench, upload, 1, "first");
      const second = await part(bench, upload, 1, "second");
      await complete(bench, upload, [second]);
      assert.equal(await bench.read("multi/again"), "second");
    },
  },
  {
    name: "parts that are not named are dropped",
    differs: {
      ceph16: {
        store: "wants every part named",
        cooper: "names every part, and refuses to complete where there are others",
      },
    },
    run: async (bench) => {
      const upload = await begin(bench, "multi/unnamed");
      const wanted = await part(bench, upload, 1, "wanted");
      await part(bench, upload, 7, "not wanted");
      await complete(bench, upload, [wanted]);
      assert.equal(await bench.read("multi/unnamed"), "wanted");
    },
  },
  {
    name: "parts of different sizes make one object",
    differs: {
      r2: { store: "wants all parts but the last of one size", cooper: "sends them so, everywhere" },
    },
    run: async (bench) => {
      const upload = await begin(bench, "multi/sizes");
      const larger = Buffer.concat([FIVE, Buffer.from("and more")]);
      const parts = [await part(bench, upload, 1, larger), await part(bench, upload, 2, FIVE)];
      parts.push(await part(bench, upload, 3, "tail"));
      await complete(bench, upload, parts);
      assert.equal((await bench.head("multi/sizes")).ContentLength, larger.length + FIVE.length + 4);
    },
  },
  {
    name: "ListParts pages through the parts in their order",
    run: async (bench) => {
      const upload = await begin(bench, "multi/parts");
      for (const number of [3, 1, 10]) await part(bench, upload, number, `part ${number}`);
      const first = await bench.s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
      assert.deepEqual(
        first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
        [
          [1, 6],
          [3, 6],
        ],
      );
      assert.equal(first.IsTruncated, true);
      const PartNumberMarker = first.NextPartNumberMarker;
      const second = await bench.s3.send(new ListPartsCommand({ ...upload, PartNumberMarker }));
      assert.deepEqual(
        [second.Parts?.map(({ PartNumber }) => PartNumber), second.IsTruncated],
        [[10], false],
      );
      assert.equal(second.Parts?.[0]?.ETag, `"${createHash("md5").update("part 10").digest("hex")}"`);
      await abort(bench, upload);
    },
  },
  {
    name: "ListMultipartUploads pages through unfinished uploads",
    differs: { minio: UPLOADS_HIDDEN },
    run: async (bench) => {
      const uploads = [
        await begin(bench, "unfinished/a"),
        await begin(bench, "unfinished/a"),
        await begin(bench, "unfinished/b"),
      ];
      const Bucket = await bench.bucket();
      const seen: string[] = [];
      let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
      for (let page = 0; page < 3; page++) {
        const input = { Bucket, Prefix: "unfinished/", MaxUploads: 1, ...markers };
        const answer = await bench.s3.send(new ListMultipartUploadsCommand(input));
        seen.push(...(answer.Uploads ?? []).map(({ UploadId }) => UploadId ?? ""));
        assert.equal(answer.IsTruncated, page < 2);
        markers = { KeyMarker: answer.NextKeyMarker, UploadIdMarker: answer.NextUploadIdMarker };
      }
      assert.deepEqual(seen.sort(), uploads.map(({ UploadId }) => UploadId).sort());
      for (const upload of uploads) await abort(bench, upload);
    },
  },
  {
    name: "a delimiter rolls unfinished uploads up into common prefixes",
    differs: {
      ceph16: { store: "leaves them out", cooper: "does not need the list: a ticket names its upload" },
      minio: UPLOADS_HIDDEN,
    },
    run: async (bench) => {
      const upload = await begin(bench, "rolled/up");
      const input = { Bucket: upload.Bucket, Prefix: "roll", Delimiter: "/" };
      const answer = await bench.s3.send(new ListMultipartUploadsCommand(input));
      await abort(bench, upload);
      assert.deepEqual(answer.CommonPrefixes, [{ Prefix: "rolled/" }]);
    },
  },
  {
    name: "after an abort nothing of the upload is left",
    run: async (bench) => {
      const upload = await begin(bench, "multi/aborted");
      await part(bench, upload, 1, "x");
      await abort(bench, upload);
      await refused(part(bench, upload, 2, "y"), 404, "NoSuchUpload");
      // S3 says NoSuchUpload here too; Ceph 16 says NoSuchKey.
      const query = { uploadId: upload.UploadId };
      expectStatus(await bench.signed({ path: pathOf(upload.Bucket, upload.Key), query }), 404);
      const { Uploads } = await bench.s3.send(new ListMultipartUploadsCommand({ Bucket: upload.Bucket }));
      assert.ok(!Uploads?.some(({ UploadId }) => UploadId === upload.UploadId));
      assert.equal(await bench.exists("multi/aborted"), false);
    },
  },
  {
    name: "a small part that is not the last is EntityTooSmall",
    differs: { garage: { store: "takes it", cooper: "sends parts of 8 MiB and more" } },
    run: async (bench) => {
      const upload = await begin(bench, "multi/small");
      const parts = [await part(bench, upload, 1, "small"), await part(bench, upload, 2, "last")];
      await refused(complete(bench, upload, parts), 400, "EntityTooSmall");
      await abort(bench, upload);
    },
  },
  {
    name: "a part that is missing or different is InvalidPart, and the upload stays",
    run: async (bench) => {
      const upload = await begin(bench, "multi/wrong");
      const right = await part(bench, upload, 1, "x");
      await refused(complete(bench, upload, [{ ...right, ETag: `"${"0".repeat(32)}"` }]), 400, "InvalidPart");
      await refused(complete(bench, upload, [{ ...right, PartNumber: 2 }]), 400, "InvalidPart");
      await complete(bench, upload, [right]);
      assert.equal(await bench.read("multi/wrong"), "x");
    },
  },
  {
    name: "parts out of order are InvalidPartOrder",
    differs: {
      ceph16: {
        store: "sorts them",
        cooper: "names them in order",
      },
    },
    run: async (bench) => {
      const upload = await begin(bench, "multi/order");
      const parts = [await part(bench, upload, 2, FIVE), await part(bench, upload, 1, FIVE)];
      await refused(complete(bench, upload, parts), 400, "InvalidPartOrder");
      await abort(bench, upload);
    },
  },
  {
    name: "an empty list of parts is refused",
    run: async (bench) => {
      const upload = await begin(bench, "multi/none");
      const query = { uploadId: upload.UploadId };
      const body = "<CompleteMultipartUpload></CompleteMultipartUpload>";
      expectError(
        await bench.signed({ method: "POST", path: pathOf(upload.Bucket, upload.Key), query, body }),
        400,
        "MalformedXML",
      );
      await abort(bench, upload);
    },
  },
  {
    name: "part numbers go from 1 to 10,000",
    differs: {
      ceph16: {
        store: "takes 0",
        cooper: "counts from 1",
      },
    },
    run: async (bench) => {
      const upload = await begin(bench, "multi/numbers");
      const path = pathOf(upload.Bucket, upload.Key);
      for (const partNumber of ["0", "10001", "x"]) {
        const query = { partNumber, uploadId: upload.UploadId };
        expectError(await bench.signed({ method: "PUT", path, query, body: "x" }), 400, "InvalidArgument");
      }
      await abort(bench, upload);
    },
  },
  {
    name: "an upload id opens only its own key",
    run: async (bench) => {
      const upload = await begin(bench, "multi/mine");
      await refused(part(bench, { ...upload, Key: "multi/other" }, 1, "x"), 404, "NoSuchUpload");
      await refused(part(bench, { ...upload, UploadId: "made-up" }, 1, "x"), 404, "NoSuchUpload");
      await abort(bench, upload);
    },
  },
  {
    name: "completing with If-None-Match: * spares an object that came meanwhile",
    differs: { ceph16: COMPLETE_UNCONDITIONAL, garage: COMPLETE_UNCONDITIONAL },
    run: async (bench) => {
      const upload = await begin(bench, "multi/taken");
      const parts = [await part(bench, upload, 1, "from parts")];
      await bench.put("multi/taken", "came first");
      await refused(complete(bench, upload, parts, { IfNoneMatch: "*" }), 412, "PreconditionFailed");
      assert.equal(await bench.read("multi/taken"), "came first");
      await complete(bench, upload, parts);
      assert.equal(await bench.read("multi/taken"), "from parts");
    },
  },
  {
    name: "racing completions make one whole object",
    run: async (bench) => {
      const upload = await begin(bench, "multi/race");
      const parts = [await part(bench, upload, 1, "x")];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 5 }, () => complete(bench, upload, parts)),
      );
      // S3 repeats its answer for a while, others find the upload gone: what counts is the object.
      assert.ok(outcomes.some(({ status }) => status === "fulfilled"));
      assert.equal(await bench.read("multi/race"), "x");
    },
  },
  {
    name: "a part can be copied from a range of an object",
    run: async (bench) => {
      await bench.put("multi/source", "0123456789");
      const upload = await begin(bench, "multi/copied");
      const CopySource = `${upload.Bucket}/multi/source`;
      const input = { ...upload, PartNumber: 1, CopySource };
      const copied = await bench.s3.send(
        new UploadPartCopyCommand({ ...input, CopySourceRange: "bytes=2-5" }),
      );
      const crc = await bench.s3.send(new ListPartsCommand(upload));
      assert.equal(crc.Parts?.[0]?.Size, 4);
      await complete(bench, upload, [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }]);
      assert.equal(await bench.read("multi/copied"), "2345");
    },
  },
];
