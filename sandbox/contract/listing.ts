import assert from "node:assert/strict";
import { ListObjectsCommand, ListObjectsV2Command, type ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError } from "./bench";
import { pathOf } from "./wire";

type Page = {
  keys: string[];
  prefixes: string[];
  count: number | undefined;
  truncated: boolean;
  next: string | undefined;
};

async function list(bench: Bench, input: Omit<ListObjectsV2CommandInput, "Bucket">): Promise<Page> {
  const answer = await bench.s3.send(new ListObjectsV2Command({ Bucket: await bench.bucket(), ...input }));
  return {
    keys: (answer.Contents ?? []).map(({ Key }) => Key ?? ""),
    prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ""),
    count: answer.KeyCount,
    truncated: answer.IsTruncated ?? false,
    next: answer.NextContinuationToken,
  };
}

async function putAll(bench: Bench, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => bench.put(key, "x")));
}

const TREE = ["t/a", "t/b/1", "t/b/2", "t/b.txt", "t/c/", "t/c/1", "t/d"];

export const listingCases: Case[] = [
  {
    name: "a listing is in the order of the keys' UTF-8 bytes",
    run: async (bench) => {
      // U+FF5A sorts before U+1F600 in bytes, behind it in UTF-16.
      const keys = ["o/A", "o/Z", "o/a", "o/a-", "o/a/", "o/aa", "o/é", "o/\uff5a", "o/\u{1f600}"];
      await putAll(bench, [...keys].reverse());
      assert.deepEqual((await list(bench, { Prefix: "o/" })).keys, keys);
    },
  },
  {
    name: "a delimiter rolls keys up into common prefixes",
    run: async (bench) => {
      await putAll(bench, TREE);
      const page = await list(bench, { Prefix: "t/", Delimiter: "/" });
      assert.deepEqual(
        [page.keys, page.prefixes, page.count],
        [["t/a", "t/b.txt", "t/d"], ["t/b/", "t/c/"], 5],
      );
      const marker = await list(bench, { Prefix: "t/c/", Delimiter: "/" });
      assert.deepEqual([marker.keys, marker.prefixes], [["t/c/", "t/c/1"], []]);
    },
  },
  {
    name: "a prefix is any text, and a delimiter any text",
    run: async (bench) => {
      await putAll(bench, TREE);
      assert.deepEqual((await list(bench, { Prefix: "t/b" })).keys, ["t/b.txt", "t/b/1", "t/b/2"]);
      assert.deepEqual((await list(bench, { Prefix: "t/", Delimiter: "b" })).prefixes, ["t/b"]);
      assert.deepEqual((await list(bench, { Prefix: "t/nothing" })).keys, []);
    },
  },
  {
    name: "pages of any size meet every key and every common prefix once",
    run: async (bench) => {
      await putAll(bench, TREE);
      for (const size of [1, 2, 3, 4]) {
        const seen: string[] = [];
        let token: string | undefined;
        do {
          const page = await list(bench, {
            Prefix: "t/",
            Delimiter: "/",
            MaxKeys: size,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          });
          assert.ok(page.keys.length + page.prefixes.length <= size);
          assert.equal(page.truncated, page.next !== undefined);
          seen.push(...page.keys, ...page.prefixes);
          token = page.next;
        } while (token !== undefined);
        assert.deepEqual(seen.sort(), ["t/a", "t/b.txt", "t/b/", "t/c/", "t/d"], `pages of ${size}`);
      }
    },
  },
  {
    name: "max-keys 0 lists nothing and promises no more",
    run: async (bench) => {
      await putAll(bench, TREE);
      const page = await list(bench, { Prefix: "t/", MaxKeys: 0 });
      assert.deepEqual([page.keys, page.truncated], [[], false]);
    },
  },
  {
    name: "start-after leaves out the key itself and all before it",
    run: async (bench) => {
      await putAll(bench, TREE);
      assert.deepEqual((await list(bench, { Prefix: "t/", StartAfter: "t/b/2" })).keys, [
        "t/c/",
        "t/c/1",
        "t/d",
      ]);
      assert.deepEqual((await list(bench, { Prefix: "t/", StartAfter: "t/b/15" })).keys, [
        "t/b/2",
        "t/c/",
        "t/c/1",
        "t/d",
      ]);
      assert.deepEqual((await list(bench, { Prefix: "t/", StartAfter: "zzz" })).keys, []);
    },
  },
  {
    name: "a listing names size, ETag, time and storage class",
    run: async (bench) => {
      const etag = await bench.put("facts/one", "12345");
      const answer = await bench.s3.send(
        new ListObjectsV2Command({ Bucket: await bench.bucket(), Prefix: "facts/" }),
      );
      const [entry] = answer.Contents ?? [];
      assert.deepEqual([entry?.Size, entry?.ETag, entry?.StorageClass], [5, etag, "STANDARD"]);
      assert.ok(Math.abs((entry?.LastModified?.getTime() ?? 0) - Date.now()) < 120_000);
    },
  },
  {
    name: "encoding-type=url encodes keys, prefixes and delimiter, and nothing twice",
    run: async (bench) => {
      const keys = ["enc/a b", "enc/a%20b", "enc/a+b", "enc/ü&<>", "enc/x\u0001y"];
      await putAll(bench, keys);
      const page = await list(bench, { Prefix: "enc/", EncodingType: "url" });
      assert.ok(page.keys.every((key) => /^[\x21-\x7e]+$/.test(key)));
      const decoded = page.keys.map((key) => decodeURIComponent(key.replaceAll("+", " ")));
      assert.deepEqual(decoded.sort(), [...keys].sort());
    },
  },
  {
    name: "a page size that is none is refused",
    differs: {
      ceph16: {
        store: "reads it as 0",
        cooper: "asks for 1 to 1,000",
      },
    },
    run: async (bench) => {
      const path = pathOf(await bench.bucket());
      expectError(
        await bench.signed({ path, query: { "list-type": "2", "max-keys": "many" } }),
        400,
        "InvalidArgument",
      );
      expectError(
        await bench.signed({ path, query: { "list-type": "2", "max-keys": "-1" } }),
        400,
        "InvalidArgument",
      );
    },
  },
  {
    name: "a continuation token that was never given out is refused",
    differs: {
      ceph16: {
        store: "takes every text, since there a token is the last key itself",
        cooper: "seals the store's token, so that nobody can make one up",
      },
    },
    run: async (bench) => {
      const query = { "list-type": "2", "continuation-token": "made-up" };
      expectError(await bench.signed({ path: pathOf(await bench.bucket()), query }), 400, "InvalidArgument");
    },
  },
  {
    name: "the first version of the listing goes on from its marker",
    run: async (bench) => {
      await putAll(bench, TREE);
      const input = { Bucket: await bench.bucket(), Prefix: "t/", Delimiter: "/" };
      const first = await bench.s3.send(new ListObjectsCommand({ ...input, MaxKeys: 3 }));
      assert.equal(first.IsTruncated, true);
      assert.equal(first.NextMarker, "t/b/");
      const second = await bench.s3.send(new ListObjectsCommand({ ...input, Marker: first.NextMarker }));
      assert.deepEqual(
        second.Contents?.map(({ Key }) => Key),
        ["t/d"],
      );
      assert.deepEqual(
        second.CommonPrefixes?.map(({ Prefix }) => Prefix),
        ["t/c/"],
      );
    },
  },
];
