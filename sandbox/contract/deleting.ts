import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DeleteObjectsCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { pathOf } from "./wire";

async function post(bench: Bench, body: string, headers?: Record<string, string>) {
  const digest = { "content-md5": createHash("md5").update(body).digest("base64") };
  const wire = { method: "POST", path: pathOf(await bench.bucket()), query: { delete: "" }, body };
  return await bench.signed({ ...wire, headers: headers ?? digest });
}

function request(keys: readonly string[], quiet = false): string {
  const objects = keys.map((key) => `<Object><Key>${key}</Key></Object>`).join("");
  return `<Delete>${objects}${quiet ? "<Quiet>true</Quiet>" : ""}</Delete>`;
}

export const deletingCases: Case[] = [
  {
    name: "a batch deletes its keys, also those that are not there, and names them",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const keys = ["batch/a", "batch/b c", "batch/<&>", "batch/\u{1f600}"];
      for (const key of keys) await bench.put(key);
      const Objects = [...keys, "batch/nothing"].map((Key) => ({ Key }));
      const answer = await bench.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      const names = (answer.Deleted ?? []).map(({ Key }) => Key);
      assert.deepEqual(names.sort(), [...keys, "batch/nothing"].sort());
      for (const key of keys) assert.equal(await bench.exists(key), false);
    },
  },
  {
    name: "a quiet batch names only failures",
    run: async (bench) => {
      await bench.put("batch/quiet");
      const answer = expectStatus(await post(bench, request(["batch/quiet"], true)), 200);
      assert.doesNotMatch(answer.text, /<Deleted>/);
      assert.equal(await bench.exists("batch/quiet"), false);
    },
  },
  {
    name: "keys are exact: a prefix or a neighbour survives",
    run: async (bench) => {
      for (const key of ["batch/x", "batch/x/", "batch/x/y", "batch/xy"]) await bench.put(key);
      expectStatus(await post(bench, request(["batch/x/"])), 200);
      const left = await Promise.all(
        ["batch/x", "batch/x/", "batch/x/y", "batch/xy"].map((key) => bench.exists(key)),
      );
      assert.deepEqual(left, [true, false, true, true]);
    },
  },
  {
    name: "white space in a key counts",
    run: async (bench) => {
      await bench.put("batch/space");
      await bench.put(" batch/space ");
      expectStatus(await post(bench, request([" batch/space "])), 200);
      assert.deepEqual(
        [await bench.exists("batch/space"), await bench.exists(" batch/space ")],
        [true, false],
      );
    },
  },
  {
    name: "a batch without a digest is refused",
    differs: {
      ceph16: {
        store: "asks for none",
        cooper: "always sends one",
      },
    },
    run: async (bench) => {
      await bench.put("batch/nodigest");
      expectError(await post(bench, request(["batch/nodigest"]), {}), 400, "InvalidRequest");
      assert.equal(await bench.exists("batch/nodigest"), true);
    },
  },
  {
    name: "a batch whose digest is wrong deletes nothing",
    differs: {
      ceph16: {
        store: "does not look at it",
        cooper: "signs the hash of the whole batch, which is checked",
      },
    },
    run: async (bench) => {
      await bench.put("batch/wrong-digest");
      const headers = { "content-md5": createHash("md5").update("other").digest("base64") };
      expectError(await post(bench, request(["batch/wrong-digest"]), headers), 400, "BadDigest");
      assert.equal(await bench.exists("batch/wrong-digest"), true);
    },
  },
  ...(
    [
      ["XML that is none", "<Delete><Object>"],
      ["another document", "<Other><Object><Key>batch/kept</Key></Object></Other>"],
      ["an object without a key", "<Delete><Object><Key>batch/kept</Key></Object><Object></Object></Delete>"],
      ["a character that XML lacks", request(["batch/kept", "a\u0001b"])],
      ["a reference to such a character", request(["batch/kept", "a&#x1;b"])],
      ["an unknown entity", request(["batch/kept", "a&nbsp;b"])],
      ["1,001 keys", request(["batch/kept", ...Array.from({ length: 1000 }, (_, at) => `batch/${at}`)])],
    ] as const
  ).map(
    ([what, body]): Case => ({
      name: `a batch with ${what} is refused whole`,
      run: async (bench) => {
        await bench.put("batch/kept");
        expectStatus(await post(bench, body), 400);
        assert.equal(await bench.exists("batch/kept"), true);
      },
    }),
  ),
  {
    name: "what is wrong with a batch is named MalformedXML",
    differs: {
      ceph16: {
        store: "answers 400 without a body",
        cooper: "deletes keys that XML cannot carry one by one",
      },
    },
    run: async (bench) => {
      expectError(await post(bench, request(["a\u0001b"])), 400, "MalformedXML");
    },
  },
  {
    name: "a batch of no keys is refused",
    differs: {
      ceph16: {
        store: "answers 200",
        cooper: "never sends one",
      },
    },
    run: async (bench) => {
      expectError(await post(bench, "<Delete></Delete>"), 400, "MalformedXML");
    },
  },
];
