import assert from "node:assert/strict";
import { DeleteObjectsCommand } from "@aws-sdk/client-s3";
import { type Case, type Difference, expectError, expectStatus } from "./bench";
import {
  CONDITIONS_REFUSED,
  DELETES_UNCONDITIONAL,
  differing,
  IDS,
  NO_VERSIONS,
  unimitated,
} from "./differences";
import { ask, hide, place, put, read } from "./versioned";

const IGNORED: Difference = {
  store: "ignores the condition where versions are kept: the old version stays, a new one hides it",
  cooper: "looks for the name before it signs; nothing is lost, the old version stays below the new",
  instead: "✓; where versions are kept, the old stays below the new",
};

const cases: Case[] = [
  {
    name: "versioning: a batch hides keys and deletes versions, and says which is which",
    run: async (bench) => {
      const [hidden, exact] = [await place(bench, "batch/hidden"), await place(bench, "batch/exact")];
      await put(bench, hidden, "x");
      const [first, second] = [await put(bench, exact, "one"), await put(bench, exact, "two")];
      const Objects = [{ Key: hidden.key }, { Key: exact.key, VersionId: second }];
      const { Deleted = [], Errors } = await bench.s3.send(
        new DeleteObjectsCommand({ Bucket: hidden.bucket, Delete: { Objects } }),
      );
      assert.deepEqual(Errors ?? [], []);
      const laid = Deleted.find(({ Key }) => Key === hidden.key);
      assert.equal(laid?.DeleteMarker, true);
      const VersionId = laid?.DeleteMarkerVersionId ?? "";
      assert.equal(Deleted.find(({ Key }) => Key === exact.key)?.VersionId, second);
      assert.equal(await read(bench, exact), "one");
      assert.equal(await read(bench, exact, first), "one");
      expectStatus(await ask(bench, "GET", hidden), 404);
      const again = await bench.s3.send(
        new DeleteObjectsCommand({
          Bucket: hidden.bucket,
          Delete: { Objects: [{ Key: hidden.key, VersionId }] },
        }),
      );
      assert.equal(again.Deleted?.[0]?.DeleteMarker, true);
      assert.equal(again.Deleted?.[0]?.DeleteMarkerVersionId, VersionId);
      assert.equal(await read(bench, hidden), "x");
    },
  },
  {
    name: "versioning: a batch refuses what is no version id, that one alone",
    differs: { ceph16: unimitated("takes any text for an id", IDS) },
    run: async (bench) => {
      const at = await place(bench, "batch/malformed");
      await put(bench, at, "x");
      const Objects = [{ Key: at.key, VersionId: "x" }, { Key: "batch/nothing" }];
      const answer = await bench.s3.send(
        new DeleteObjectsCommand({ Bucket: at.bucket, Delete: { Objects } }),
      );
      assert.deepEqual(
        [answer.Errors?.map(({ Code }) => Code), answer.Deleted?.length],
        [["InvalidArgument"], 1],
      );
      assert.equal(await read(bench, at), "x");
    },
  },
  {
    name: "versioning: If-None-Match: * writes over a delete marker and never over an object",
    differs: { ceph16: IGNORED, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const at = await place(bench, "if-none");
      await put(bench, at, "one");
      const headers = { "if-none-match": "*" };
      expectError(await ask(bench, "PUT", at, { headers, body: "no" }), 412, "PreconditionFailed");
      await hide(bench, at);
      await put(bench, at, "two", headers);
      assert.equal(await read(bench, at), "two");
    },
  },
  {
    name: "versioning: of 50 racing writers with If-None-Match: * exactly one wins",
    differs: { ceph16: IGNORED, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const at = await place(bench, "race");
      await put(bench, at, "before");
      await hide(bench, at);
      const headers = { "if-none-match": "*" };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => ask(bench, "PUT", at, { headers, body: `writer ${n}` })),
      );
      const winners = answers.flatMap(({ status }, n) => (status === 200 ? [n] : []));
      assert.equal(winners.length, 1, `winners: ${winners}`);
      assert.equal(await read(bench, at), `writer ${winners[0]}`);
    },
  },
  {
    name: "versioning: 20 racing writers without a condition make 20 versions",
    run: async (bench) => {
      const at = await place(bench, "race-all");
      const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => put(bench, at, `writer ${n}`)));
      assert.equal(new Set(ids).size, 20);
      const texts = await Promise.all(ids.map((id) => read(bench, at, id)));
      assert.deepEqual(
        texts,
        Array.from({ length: 20 }, (_, n) => `writer ${n}`),
      );
    },
  },
  {
    name: "versioning: If-Match finds nothing behind a delete marker",
    differs: { ceph16: { store: "answers 412", cooper: "calls both a conflict" }, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const at = await place(bench, "if-match");
      await put(bench, at, "one");
      const etag = String((await ask(bench, "HEAD", at)).headers.etag);
      await hide(bench, at);
      const answer = await ask(bench, "PUT", at, { headers: { "if-match": etag }, body: "no" });
      expectError(answer, 404, "NoSuchKey");
    },
  },
  {
    name: "versioning: a DELETE with If-Match looks at the newest version",
    differs: { ceph16: DELETES_UNCONDITIONAL },
    run: async (bench) => {
      const at = await place(bench, "delete-if");
      await put(bench, at, "one");
      const old = String((await ask(bench, "HEAD", at)).headers.etag);
      await put(bench, at, "two");
      const remove = (etag: string) => ask(bench, "DELETE", at, { headers: { "if-match": etag } });
      expectError(await remove(old), 412, "PreconditionFailed");
      assert.equal(await read(bench, at), "two");
      assert.equal(expectStatus(await remove("*"), 204).headers["x-amz-delete-marker"], "true");
      expectError(await remove("*"), 412, "PreconditionFailed");
      expectError(await remove(old), 404, "NoSuchKey");
    },
  },
];

/** None of it holds where a bucket cannot have them. */
export const versionDeletingCases: Case[] = cases
  .map(differing("garage", NO_VERSIONS))
  .map(differing("r2", NO_VERSIONS));
