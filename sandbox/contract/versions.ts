import assert from "node:assert/strict";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetBucketVersioningCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { differing, IDS, MARKERS, NO_VERSIONS, unimitated } from "./differences";
import { ask, freshBucket, hide, type Place, place, put, read } from "./versioned";
import { type Answer, pathOf } from "./wire";

async function configure(bench: Bench, bucket: string, body: string): Promise<Answer> {
  return await bench.signed({ method: "PUT", path: pathOf(bucket), query: { versioning: "" }, body });
}

/** Writes a version by a copy and one by a multipart upload, with the ids that the answers told. */
async function makeByOtherWays(bench: Bench, { bucket: Bucket, key: Key }: Place) {
  const from = await place(bench, `${Key}-from`);
  await put(bench, from, "copied");
  const copy = new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${from.key}` });
  const { VersionId: copied } = await bench.s3.send(copy);
  const { UploadId } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = { Bucket, Key, UploadId };
  const part = await bench.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "parts" }));
  const Parts = [{ PartNumber: 1, ETag: part.ETag }];
  const { VersionId: done } = await bench.s3.send(
    new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }),
  );
  return { copied, done };
}

/** Holds where a bucket cannot have versions, too. */
const NEVER_TOLD = "versioning: a bucket that was never told keeps no versions and names none";

const cases: Case[] = [
  {
    name: NEVER_TOLD,
    run: async (bench) => {
      const at = await freshBucket(bench, "plain");
      const { Status } = await bench.s3.send(new GetBucketVersioningCommand({ Bucket: at.bucket }));
      assert.equal(Status, undefined);
      assert.equal(await put(bench, at, "one"), "undefined");
      assert.equal((await ask(bench, "HEAD", at)).headers["x-amz-version-id"], undefined);
      const gone = expectStatus(await ask(bench, "DELETE", at), 204);
      assert.equal(gone.headers["x-amz-delete-marker"], undefined);
      await bench.s3.send(new DeleteBucketCommand({ Bucket: at.bucket }));
    },
  },
  {
    name: "versioning: every write makes a version, and each can be read",
    run: async (bench) => {
      const at = await place(bench, "each");
      const [first, second] = [await put(bench, at, "one"), await put(bench, at, "two!")];
      assert.equal(new Set([first, second, "undefined", "null"]).size, 4);
      assert.equal(await read(bench, at), "two!");
      assert.equal(await read(bench, at, first), "one");
      const head = expectStatus(await ask(bench, "HEAD", at, { version: first }), 200);
      assert.deepEqual([head.headers["x-amz-version-id"], head.headers["content-length"]], [first, "3"]);
      assert.equal((await ask(bench, "GET", at)).headers["x-amz-version-id"], second);
    },
  },
  {
    name: "versioning: a copy and a multipart upload make versions as well",
    run: async (bench) => {
      const at = await place(bench, "made");
      const first = await put(bench, at, "one");
      const { copied, done } = await makeByOtherWays(bench, at);
      assert.equal(await read(bench, at), "parts");
      assert.equal(await read(bench, at, first), "one");
      const input = { Bucket: at.bucket, Prefix: at.key };
      const { Versions = [] } = await bench.s3.send(new ListObjectVersionsCommand(input));
      const ids = Versions.filter(({ Key }) => Key === at.key).map(({ VersionId }) => VersionId ?? "");
      const texts = await Promise.all(ids.map((id) => read(bench, at, id)));
      assert.deepEqual(texts, ["parts", "copied", "one"]);
      for (const made of [copied, done]) assert.ok(made === undefined || ids.includes(made));
    },
  },
  {
    name: "versioning: the answers to a copy and to a multipart upload name the version",
    differs: { ceph16: unimitated("does not say which version a copy made", "copies nothing yet") },
    run: async (bench) => {
      const { copied, done } = await makeByOtherWays(bench, await place(bench, "made-named"));
      assert.equal(new Set([copied, done, undefined]).size, 3, `${copied} ${done}`);
    },
  },
  {
    name: "versioning: a copy says which version it was made of",
    differs: { ceph16: unimitated("does not say", "copies nothing yet") },
    run: async (bench) => {
      const from = await place(bench, "told-from");
      const source = await put(bench, from, "x");
      const copy = { Bucket: from.bucket, Key: "told", CopySource: `${from.bucket}/${from.key}` };
      assert.equal((await bench.s3.send(new CopyObjectCommand(copy))).CopySourceVersionId, source);
    },
  },
  {
    name: "versioning: DELETE hides the key behind a marker, and deleting the marker brings it back",
    run: async (bench) => {
      const at = await place(bench, "hidden/one");
      const version = await put(bench, at, "still here");
      const marker = await hide(bench, at);
      assert.equal(new Set([version, marker, "undefined", "null"]).size, 4);
      expectError(await ask(bench, "GET", at), 404, "NoSuchKey");
      expectStatus(await ask(bench, "HEAD", at), 404);
      assert.equal(await read(bench, at, version), "still here");
      const listing = { Bucket: at.bucket, Prefix: "hidden/", Delimiter: "/" };
      for (const command of [new ListObjectsV2Command(listing), new ListObjectsCommand(listing)])
        assert.equal((await bench.s3.send(command as ListObjectsV2Command)).Contents, undefined);
      const back = expectStatus(await ask(bench, "DELETE", at, { version: marker }), 204);
      assert.equal(back.headers["x-amz-version-id"], marker);
      assert.equal(back.headers["x-amz-delete-marker"], "true");
      assert.equal(await read(bench, at), "still here");
    },
  },
  {
    name: "versioning: an answer that meets a delete marker says so",
    differs: { ceph16: unimitated("says it only of a marker that is named", MARKERS) },
    run: async (bench) => {
      const at = await place(bench, "met");
      await put(bench, at, "x");
      const marker = await hide(bench, at);
      const { headers } = expectError(await ask(bench, "GET", at), 404, "NoSuchKey");
      assert.deepEqual([headers["x-amz-delete-marker"], headers["x-amz-version-id"]], ["true", marker]);
      assert.equal((await ask(bench, "HEAD", at)).headers["x-amz-delete-marker"], "true");
    },
  },
  {
    name: "versioning: a delete marker that is named cannot be read, only deleted",
    differs: { ceph16: unimitated("answers 404", MARKERS) },
    run: async (bench) => {
      const at = await place(bench, "named");
      await put(bench, at, "x");
      const version = await hide(bench, at);
      for (const method of ["GET", "HEAD"]) {
        const { headers, status } = await ask(bench, method, at, { version });
        assert.deepEqual([status, headers.allow, headers["x-amz-delete-marker"]], [405, "DELETE", "true"]);
        assert.ok(!Number.isNaN(Date.parse(String(headers["last-modified"]))));
      }
      expectError(await ask(bench, "GET", at, { version }), 405, "MethodNotAllowed");
    },
  },
  {
    name: "versioning: deleting a key that never was lays a marker",
    run: async (bench) => {
      const at = await place(bench, "never");
      const version = await hide(bench, at);
      const gone = expectStatus(await ask(bench, "DELETE", at, { version }), 204);
      assert.equal(gone.headers["x-amz-delete-marker"], "true");
    },
  },
  {
    name: "versioning: deleting a hidden key lays another marker",
    differs: { ceph16: unimitated("leaves it at the first", MARKERS) },
    run: async (bench) => {
      const at = await place(bench, "twice");
      await put(bench, at, "x");
      const marker = await hide(bench, at);
      assert.notEqual(await hide(bench, at), marker);
      expectStatus(await ask(bench, "DELETE", at, { version: marker }), 204);
      expectStatus(await ask(bench, "GET", at), 404);
    },
  },
  {
    name: "versioning: a version deleted by its id is gone for ever, and the one before is the newest",
    run: async (bench) => {
      const at = await place(bench, "for-ever");
      const [, second] = [await put(bench, at, "one"), await put(bench, at, "two")];
      const answer = expectStatus(await ask(bench, "DELETE", at, { version: second }), 204);
      assert.equal(answer.headers["x-amz-version-id"], second);
      assert.equal(answer.headers["x-amz-delete-marker"], undefined);
      assert.equal(await read(bench, at), "one");
      expectStatus(await ask(bench, "GET", at, { version: second }), 404);
      expectStatus(await ask(bench, "DELETE", at, { version: second }), 204);
      assert.equal(await read(bench, at), "one");
    },
  },
  {
    name: "versioning: a version that is not there is NoSuchVersion",
    differs: { ceph16: unimitated("answers NoSuchKey", IDS) },
    run: async (bench) => {
      const at = await place(bench, "other");
      const version = await put(bench, await place(bench, "other-2"), "x");
      await put(bench, at, "x");
      expectError(await ask(bench, "GET", at, { version }), 404, "NoSuchVersion");
      expectError(await ask(bench, "GET", at, { version: "null" }), 404, "NoSuchVersion");
    },
  },
  {
    name: "versioning: what is no version id is refused",
    differs: { ceph16: unimitated("takes any text for an id", IDS) },
    run: async (bench) => {
      const at = await place(bench, "malformed");
      await put(bench, at, "x");
      for (const version of ["x", "0123456789abcdef0123456789abcdef", ""])
        for (const method of ["GET", "DELETE"])
          expectError(await ask(bench, method, at, { version }), 400, "InvalidArgument");
      assert.equal(await read(bench, at), "x");
    },
  },
  {
    name: "versioning: what was there before is the null version",
    run: async (bench) => {
      const at = await freshBucket(bench, "before");
      await put(bench, at, "before");
      await bench.setVersioning(at.bucket, "Enabled");
      const version = await put(bench, at, "after");
      assert.equal(await read(bench, at, "null"), "before");
      expectStatus(await ask(bench, "DELETE", at, { version }), 204);
      assert.equal(await read(bench, at), "before");
      expectStatus(await ask(bench, "DELETE", at, { version: "null" }), 204);
      expectStatus(await ask(bench, "GET", at), 404);
    },
  },
  {
    name: "versioning: suspended, writes and deletes replace the null version and no other",
    run: async (bench) => {
      const at = await freshBucket(bench, "suspended");
      await put(bench, at, "null 1");
      await bench.setVersioning(at.bucket, "Enabled");
      const kept = await put(bench, at, "kept");
      await bench.setVersioning(at.bucket, "Suspended");
      for (const body of ["null 2", "null 3"]) await put(bench, at, body);
      assert.equal(await read(bench, at), "null 3");
      expectStatus(await ask(bench, "DELETE", at, { version: "null" }), 204);
      assert.equal(await read(bench, at), "kept");
      await put(bench, at, "null 4");
      const gone = expectStatus(await ask(bench, "DELETE", at), 204);
      assert.equal(gone.headers["x-amz-delete-marker"], "true");
      expectStatus(await ask(bench, "GET", at), 404);
      expectStatus(await ask(bench, "DELETE", at, { version: "null" }), 204);
      assert.equal(await read(bench, at), "kept");
      assert.equal(await read(bench, at, kept), "kept");
    },
  },
  {
    name: "versioning: the null version is named to who reads it",
    differs: { ceph16: unimitated("names every version but this one", IDS) },
    run: async (bench) => {
      const at = await freshBucket(bench, "null");
      await put(bench, at, "x");
      await bench.setVersioning(at.bucket, "Enabled");
      assert.equal((await ask(bench, "HEAD", at)).headers["x-amz-version-id"], "null");
      await bench.setVersioning(at.bucket, "Suspended");
      assert.equal((await ask(bench, "GET", at)).headers["x-amz-version-id"], "null");
    },
  },
  {
    name: "versioning: an old version copied over its own key is the newest again",
    run: async (bench) => {
      const at = await place(bench, "restored version");
      const { bucket: Bucket, key: Key } = at;
      const first = await put(bench, at, "one", { "x-amz-meta-kept": "yes" });
      await put(bench, at, "two");
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}?versionId=${first}`;
      const copied = await bench.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }));
      assert.notEqual(copied.VersionId, first);
      const got = await ask(bench, "GET", at);
      assert.deepEqual([got.text, got.headers["x-amz-meta-kept"]], ["one", "yes"]);
    },
  },
  {
    name: "versioning: a part is copied from the version that is named",
    run: async (bench) => {
      const at = await place(bench, "part-source");
      const version = await put(bench, at, "old bytes");
      await put(bench, at, "new bytes");
      const { bucket: Bucket } = at;
      const Key = "part-target";
      const { UploadId } = await bench.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const CopySource = `${Bucket}/${at.key}?versionId=${version}`;
      const { CopyPartResult } = await bench.s3.send(
        new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource }),
      );
      const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
      await bench.s3.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
      assert.equal(await read(bench, { bucket: Bucket, key: Key }), "old bytes");
    },
  },
  {
    name: "versioning: a delete marker is no source of a copy",
    run: async (bench) => {
      const at = await place(bench, "marker-source");
      await put(bench, at, "x");
      await hide(bench, at);
      const copy = { Bucket: at.bucket, Key: "marker-copy", CopySource: `${at.bucket}/${at.key}` };
      await refused(bench.s3.send(new CopyObjectCommand(copy)), 404, "NoSuchKey");
      expectStatus(await ask(bench, "GET", { ...at, key: "marker-copy" }), 404);
    },
  },
  {
    name: "versioning: a delete marker that is named as the source of a copy is refused as such",
    differs: { ceph16: unimitated("answers NoSuchKey", IDS) },
    run: async (bench) => {
      const at = await place(bench, "marker-named");
      const marker = await hide(bench, at);
      const CopySource = `${at.bucket}/${at.key}?versionId=${marker}`;
      const copy = new CopyObjectCommand({ Bucket: at.bucket, Key: "marker-copy", CopySource });
      await refused(bench.s3.send(copy), 400, "InvalidRequest");
    },
  },
  {
    name: "versioning: MFA delete and unknown states are refused",
    differs: { ceph16: unimitated("answers InvalidArgument", "sets no versioning") },
    run: async (bench) => {
      const bucket = await bench.newBucket();
      const set = (body: string) =>
        configure(bench, bucket, `<VersioningConfiguration>${body}</VersioningConfiguration>`);
      const mfa = "<MfaDelete>Enabled</MfaDelete>";
      for (const body of [`<Status>Enabled</Status>${mfa}`, mfa, "<Status>On</Status>", ""])
        assert.ok([400, 403].includes((await set(body)).status), body);
      expectError(await set("<Status>Disabled</Status>"), 400, "MalformedXML");
      const { Status } = await bench.s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
      assert.equal(Status, undefined);
    },
  },
  {
    name: "versioning: a bucket is not empty while a version or a marker is left",
    run: async (bench) => {
      const at = await freshBucket(bench, "left");
      const remove = () => bench.s3.send(new DeleteBucketCommand({ Bucket: at.bucket }));
      await bench.setVersioning(at.bucket, "Enabled");
      const version = await put(bench, at, "x");
      const marker = await hide(bench, at);
      await refused(remove(), 409, "BucketNotEmpty");
      expectStatus(await ask(bench, "DELETE", at, { version }), 204);
      await refused(remove(), 409, "BucketNotEmpty");
      expectStatus(await ask(bench, "DELETE", at, { version: marker }), 204);
      await remove();
    },
  },
];

/** None of the others does. */
export const versionCases: Case[] = cases.map((entry) =>
  entry.name === NEVER_TOLD ? entry : differing("r2", NO_VERSIONS)(differing("garage", NO_VERSIONS)(entry)),
);
