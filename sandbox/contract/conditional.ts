import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { CONDITIONS_REFUSED, DELETES_UNCONDITIONAL, PUT_UNCONDITIONAL, UNQUOTED_ONLY } from "./differences";
import { pathOf } from "./wire";

async function get(bench: Bench, key: string, headers: Record<string, string>) {
  return await bench.signed({ path: pathOf(await bench.bucket(), key), headers });
}

async function put(bench: Bench, key: string, body: string, headers: Record<string, string>) {
  return await bench.signed({ method: "PUT", path: pathOf(await bench.bucket(), key), headers, body });
}

const LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT";
const FAR_AWAY = "Fri, 01 Jan 2100 00:00:00 GMT";

export const conditionCases: Case[] = [
  {
    name: "a read with a condition is 200, 304 or 412",
    run: async (bench) => {
      const etag = await bench.put("read-if", "body");
      const [ok, same, failed] = [200, 304, 412];
      const table: [Record<string, string>, number][] = [
        [{ "if-match": etag }, ok],
        [{ "if-match": '"0123"' }, failed],
        [{ "if-none-match": etag }, same],
        [{ "if-none-match": '"0123"' }, ok],
        [{ "if-modified-since": LONG_AGO }, ok],
        [{ "if-unmodified-since": LONG_AGO }, failed],
        [{ "if-unmodified-since": FAR_AWAY }, ok],
      ];
      for (const [headers, status] of table) {
        const answer = await get(bench, "read-if", headers);
        assert.equal(answer.status, status, JSON.stringify(headers));
        if (status === failed) assert.equal(answer.code, "PreconditionFailed");
        if (status === same) assert.equal(answer.body.length, 0);
      }
    },
  },
  {
    name: "If-Modified-Since with the object's own time is 304",
    run: async (bench) => {
      await bench.put("read-since", "body");
      const { headers } = await get(bench, "read-since", {});
      const modified = String(headers["last-modified"]);
      expectStatus(await get(bench, "read-since", { "if-modified-since": modified }), 304);
    },
  },
  {
    name: "If-None-Match: * writes a new key and never a taken one",
    differs: { garage: PUT_UNCONDITIONAL, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      expectStatus(await put(bench, "once", "first", { "if-none-match": "*" }), 200);
      expectError(await put(bench, "once", "second", { "if-none-match": "*" }), 412, "PreconditionFailed");
      assert.equal(await bench.read("once"), "first");
    },
  },
  {
    name: "of 50 racing writers with If-None-Match: * exactly one wins",
    differs: { garage: PUT_UNCONDITIONAL, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, at) => put(bench, "race", `writer ${at}`, { "if-none-match": "*" })),
      );
      const winners = answers.flatMap(({ status }, at) => (status === 200 ? [at] : []));
      assert.equal(winners.length, 1, `winners: ${winners}`);
      for (const { status } of answers) assert.ok([200, 409, 412].includes(status), `status ${status}`);
      assert.equal(await bench.read("race"), `writer ${winners[0]}`);
    },
  },
  {
    name: "If-Match writes over exactly that version",
    differs: { ceph16: UNQUOTED_ONLY, garage: PUT_UNCONDITIONAL, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const etag = await bench.put("swap", "one");
      expectError(await put(bench, "swap", "wrong", { "if-match": '"0123"' }), 412, "PreconditionFailed");
      expectStatus(await put(bench, "swap", "two", { "if-match": etag }), 200);
      expectError(await put(bench, "swap", "late", { "if-match": etag }), 412, "PreconditionFailed");
      assert.equal(await bench.read("swap"), "two");
    },
  },
  {
    name: "If-Match without quotes is understood as well",
    differs: { b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const etag = await bench.put("swap-bare", "one");
      expectStatus(await put(bench, "swap-bare", "two", { "if-match": etag.replaceAll('"', "") }), 200);
      assert.equal(await bench.read("swap-bare"), "two");
    },
  },
  {
    name: "If-Match on a key that is not there is NoSuchKey",
    differs: {
      ceph16: { store: "answers 412", cooper: "calls both a conflict" },
      garage: PUT_UNCONDITIONAL,
      b2: CONDITIONS_REFUSED,
    },
    run: async (bench) => {
      expectError(await put(bench, "swap-none", "x", { "if-match": '"0123"' }), 404, "NoSuchKey");
      assert.equal(await bench.exists("swap-none"), false);
    },
  },
  {
    name: "of 20 racing writers with the same If-Match exactly one wins",
    differs: { ceph16: UNQUOTED_ONLY, garage: PUT_UNCONDITIONAL, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const etag = await bench.put("swap-race", "start");
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) => put(bench, "swap-race", `writer ${at}`, { "if-match": etag })),
      );
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    },
  },
  {
    name: "an SDK's IfNoneMatch is obeyed",
    differs: { garage: PUT_UNCONDITIONAL, b2: CONDITIONS_REFUSED },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const command = () => new PutObjectCommand({ Bucket, Key: "sdk-once", Body: "x", IfNoneMatch: "*" });
      await bench.s3.send(command());
      await refused(bench.s3.send(command()), 412, "PreconditionFailed");
    },
  },
  {
    name: "a DELETE with If-Match spares another version",
    differs: { ceph16: DELETES_UNCONDITIONAL, garage: DELETES_UNCONDITIONAL },
    run: async (bench) => {
      const etag = await bench.put("delete-if", "x");
      const path = pathOf(await bench.bucket(), "delete-if");
      const wrong = await bench.signed({ method: "DELETE", path, headers: { "if-match": '"0123"' } });
      expectError(wrong, 412, "PreconditionFailed");
      assert.equal(await bench.exists("delete-if"), true);
      expectStatus(await bench.signed({ method: "DELETE", path, headers: { "if-match": etag } }), 204);
      assert.equal(await bench.exists("delete-if"), false);
    },
  },
];
