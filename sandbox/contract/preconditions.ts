import assert from "node:assert/strict";
import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { COMPLETE_UNCONDITIONAL, NO_COPY_CONDITIONS, PUT_UNCONDITIONAL, unimitated } from "./differences";
import { type Answer, pathOf } from "./wire";

const LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT";
const FAR_AWAY = "Fri, 01 Jan 2100 00:00:00 GMT";
const OTHER = '"0123"';

type Headers = Record<string, string>;

async function read(bench: Bench, key: string, headers: Headers, method = "GET"): Promise<Answer> {
  return await bench.signed({ method, path: pathOf(await bench.bucket(), key), headers });
}

async function copy(bench: Bench, from: string, headers: Headers): Promise<Answer> {
  const bucket = await bench.bucket();
  const all = { "x-amz-copy-source": `${bucket}/${from}`, ...headers };
  return await bench.signed({ method: "PUT", path: pathOf(bucket, `${from}-copy`), headers: all });
}

type Upload = { Bucket: string; Key: string; UploadId: string; body: string };

async function beginWithPart(bench: Bench, Key: string): Promise<Upload> {
  const Bucket = await bench.bucket();
  const { UploadId = "" } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const input = { Bucket, Key, UploadId, PartNumber: 1, Body: "part" };
  const { ETag } = await bench.s3.send(new UploadPartCommand(input));
  const part = `<Part><PartNumber>1</PartNumber><ETag>${ETag}</ETag></Part>`;
  return { Bucket, Key, UploadId, body: `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>` };
}

async function complete(bench: Bench, upload: Upload, headers: Headers): Promise<Answer> {
  const { Bucket, Key, UploadId: uploadId, body } = upload;
  return await bench.signed({
    method: "POST",
    path: pathOf(Bucket, Key),
    query: { uploadId },
    headers,
    body,
  });
}

async function remove(bench: Bench, key: string): Promise<void> {
  expectStatus(await read(bench, key, {}, "DELETE"), 204);
}

/** Rows of conditions with what a read answers, a copy of the same source, and which condition S3 blames. */
function table(etag: string, modified: string): [Headers, number, number, string?][] {
  return [
    [{ "if-match": etag, "if-unmodified-since": LONG_AGO }, 200, 200],
    [{ "if-match": OTHER, "if-unmodified-since": FAR_AWAY }, 412, 412, "If-Match"],
    [{ "if-none-match": etag, "if-modified-since": LONG_AGO }, 304, 412, "If-None-Match"],
    [{ "if-none-match": OTHER, "if-modified-since": modified }, 200, 200],
    [{ "if-match": etag, "if-none-match": etag }, 304, 412, "If-None-Match"],
    [{ "if-match": OTHER, "if-none-match": etag }, 412, 412, "If-Match"],
    [{ "if-unmodified-since": modified }, 200, 200],
    [{ "if-unmodified-since": LONG_AGO }, 412, 412, "If-Unmodified-Since"],
    [{ "if-modified-since": modified }, 304, 412, "If-Modified-Since"],
    [{ "if-match": etag.replaceAll('"', "") }, 200, 200],
  ];
}

async function kept(bench: Bench, key: string): Promise<{ etag: string; modified: string }> {
  const Bucket = await bench.bucket();
  await bench.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: "body", CacheControl: "max-age=60" }));
  const { headers } = await read(bench, key, {});
  return { etag: String(headers.etag), modified: String(headers["last-modified"]) };
}

export const preconditionCases: Case[] = [
  {
    name: "of several conditions of a read the stronger decides",
    run: async (bench) => {
      const { etag, modified } = await kept(bench, "conditions/read");
      for (const [headers, status] of table(etag, modified))
        for (const method of ["GET", "HEAD"]) {
          const answer = await read(bench, "conditions/read", headers, method);
          assert.equal(answer.status, status, `${method} ${JSON.stringify(headers)}`);
          if (method === "HEAD" || status === 304) assert.equal(answer.body.length, 0);
          else if (status === 412) assert.equal(answer.code, "PreconditionFailed");
        }
    },
  },
  {
    name: "a 412 names the condition that does not hold",
    differs: { ceph16: { store: "does not say which", cooper: "sends one condition at most" } },
    run: async (bench) => {
      const { etag, modified } = await kept(bench, "conditions/named");
      for (const [headers, status, , condition] of table(etag, modified)) {
        if (status !== 412) continue;
        const { text } = await read(bench, "conditions/named", headers);
        assert.ok(text.includes(`<Condition>${condition}</Condition>`), text);
      }
    },
  },
  {
    name: "a condition of a read may be a list or a star, and a date that is none counts for nothing",
    differs: {
      ceph16: unimitated(
        "takes neither lists nor stars, and refuses such a date",
        "reads without conditions",
      ),
    },
    run: async (bench) => {
      const { etag } = await kept(bench, "conditions/forms");
      const forms: [Headers, number][] = [
        [{ "if-match": `${OTHER}, ${etag}` }, 200],
        [{ "if-none-match": `${OTHER}, ${etag}` }, 304],
        [{ "if-match": "*" }, 200],
        [{ "if-none-match": "*" }, 304],
        [{ "if-modified-since": "yesterday" }, 200],
      ];
      for (const [headers, status] of forms)
        assert.equal(
          (await read(bench, "conditions/forms", headers)).status,
          status,
          JSON.stringify(headers),
        );
    },
  },
  {
    name: "of several conditions of a copy's source the stronger decides",
    differs: { ceph16: NO_COPY_CONDITIONS },
    run: async (bench) => {
      const { etag, modified } = await kept(bench, "conditions/source");
      for (const [headers, , status, condition] of table(etag, modified)) {
        const named = Object.entries(headers).map(([name, value]) => [`x-amz-copy-source-${name}`, value]);
        const answer = await copy(bench, "conditions/source", Object.fromEntries(named));
        assert.equal(answer.status, status, JSON.stringify(headers));
        if (status === 412)
          assert.ok(
            answer.text.includes(`<Condition>x-amz-copy-source-${condition}</Condition>`),
            answer.text,
          );
      }
    },
  },
  {
    name: "a date that is yet to come is no If-Modified-Since",
    differs: { ceph16: unimitated("answers 304", "reads without conditions") },
    run: async (bench) => {
      await kept(bench, "conditions/future");
      const future = { "if-modified-since": FAR_AWAY };
      expectStatus(await read(bench, "conditions/future", future), 200);
      const copied = await copy(bench, "conditions/future", {
        "x-amz-copy-source-if-modified-since": FAR_AWAY,
      });
      expectStatus(copied, 200);
    },
  },
  {
    name: "a 304 has the validators and no length",
    differs: { ceph16: { store: "leaves the validators out", cooper: "reads without conditions" } },
    run: async (bench) => {
      const { etag, modified } = await kept(bench, "conditions/unchanged");
      for (const method of ["GET", "HEAD"]) {
        const { headers, status } = await read(
          bench,
          "conditions/unchanged",
          { "if-none-match": etag },
          method,
        );
        assert.deepEqual(
          [status, headers.etag, headers["last-modified"], headers["cache-control"]],
          [304, etag, modified, "max-age=60"],
        );
        assert.deepEqual([headers["content-length"], headers["content-type"]], [undefined, undefined]);
      }
    },
  },
  {
    name: "a copied part obeys conditions about its source",
    differs: { ceph16: NO_COPY_CONDITIONS },
    run: async (bench) => {
      const etag = await bench.put("conditions/part", "body");
      const { Bucket, Key, UploadId } = await beginWithPart(bench, "conditions/part-copy");
      const wire = {
        method: "PUT",
        path: pathOf(Bucket, Key),
        query: { partNumber: "2", uploadId: UploadId },
      };
      const source = { "x-amz-copy-source": `${Bucket}/conditions/part` };
      const unmet = { ...source, "x-amz-copy-source-if-match": OTHER };
      expectError(await bench.signed({ ...wire, headers: unmet }), 412, "PreconditionFailed");
      const met = { ...source, "x-amz-copy-source-if-match": etag };
      expectStatus(await bench.signed({ ...wire, headers: met }), 200);
      expectStatus(await bench.signed({ ...wire, method: "DELETE", query: { uploadId: UploadId } }), 204);
    },
  },
  {
    name: "a range of a copied part lies inside its source",
    differs: { ceph16: unimitated("answers 416", "copies nothing yet") },
    run: async (bench) => {
      await bench.put("conditions/part-range", "0123456789");
      const { Bucket, Key, UploadId } = await beginWithPart(bench, "conditions/range-copy");
      const query = { partNumber: "2", uploadId: UploadId };
      const answer = async (range: string) =>
        await bench.signed({
          method: "PUT",
          path: pathOf(Bucket, Key),
          query,
          headers: {
            "x-amz-copy-source": `${Bucket}/conditions/part-range`,
            "x-amz-copy-source-range": range,
          },
        });
      for (const range of ["0-8", "bytes=1-0", "bytes=1-", "bytes=-2", "bytes=0-1,3-4", "bytes=0-10"])
        expectError(await answer(range), 400, "InvalidArgument");
      expectError(await answer("bytes=10-20"), 400, "InvalidRequest");
      expectStatus(await answer("bytes=0-9"), 200);
      expectStatus(
        await bench.signed({ method: "DELETE", path: pathOf(Bucket, Key), query: { uploadId: UploadId } }),
        204,
      );
    },
  },
  {
    name: "completing with If-Match is in conflict with a write since the upload began",
    differs: { ceph16: COMPLETE_UNCONDITIONAL, garage: COMPLETE_UNCONDITIONAL },
    run: async (bench) => {
      const before = await bench.put("conditions/match", "before");
      const upload = await beginWithPart(bench, "conditions/match");
      const since = await bench.put("conditions/match", "since");
      expectError(await complete(bench, upload, { "if-match": before }), 412, "PreconditionFailed");
      const conflict = await complete(bench, upload, { "if-match": since });
      expectError(conflict, 409, "ConditionalRequestConflict");
      assert.equal(await bench.read("conditions/match"), "since");
      const again = await beginWithPart(bench, "conditions/match");
      expectStatus(await complete(bench, again, { "if-match": since }), 200);
      assert.equal(await bench.read("conditions/match"), "part");
    },
  },
  {
    name: "completing with If-None-Match: * is in conflict with a delete since the upload began",
    differs: { ceph16: COMPLETE_UNCONDITIONAL, garage: COMPLETE_UNCONDITIONAL },
    run: async (bench) => {
      await bench.put("conditions/none", "before");
      const upload = await beginWithPart(bench, "conditions/none");
      expectError(await complete(bench, upload, { "if-none-match": "*" }), 412, "PreconditionFailed");
      await remove(bench, "conditions/none");
      const conflict = await complete(bench, upload, { "if-none-match": "*" });
      expectError(conflict, 409, "ConditionalRequestConflict");
      assert.equal(await bench.exists("conditions/none"), false);
      const again = await beginWithPart(bench, "conditions/none");
      expectStatus(await complete(bench, again, { "if-none-match": "*" }), 200);
    },
  },
  {
    name: "completing with If-Match needs the object",
    differs: { ceph16: COMPLETE_UNCONDITIONAL, garage: COMPLETE_UNCONDITIONAL },
    run: async (bench) => {
      const etag = await bench.put("conditions/gone", "before");
      const upload = await beginWithPart(bench, "conditions/gone");
      await remove(bench, "conditions/gone");
      expectError(await complete(bench, upload, { "if-match": etag }), 404, "NoSuchKey");
    },
  },
  {
    name: "a write with two conditions, or with one that S3 does not have, is NotImplemented",
    differs: {
      ceph16: unimitated("tries to obey them", "sends one condition at most"),
      garage: PUT_UNCONDITIONAL,
    },
    run: async (bench) => {
      const etag = await bench.put("conditions/write", "x");
      const path = pathOf(await bench.bucket(), "conditions/write");
      for (const headers of [
        { "if-match": etag, "if-none-match": "*" },
        { "if-none-match": etag },
        { "if-modified-since": LONG_AGO },
      ] as Headers[])
        expectError(await bench.signed({ method: "PUT", path, headers, body: "y" }), 501, "NotImplemented");
      assert.equal(await bench.read("conditions/write"), "x");
    },
  },
];
