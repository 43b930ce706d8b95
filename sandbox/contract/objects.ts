import assert from "node:assert/strict";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { NO_TAGS } from "./differences";
import { pathOf } from "./wire";

async function range(bench: Bench, key: string, value: string) {
  return await bench.signed({ path: pathOf(await bench.bucket(), key), headers: { range: value } });
}

export const objectCases: Case[] = [
  {
    name: "an object comes back with its bytes, its headers and its metadata",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(
        new PutObjectCommand({
          Bucket,
          Key: "described",
          Body: "text",
          ContentType: "text/plain; charset=utf-8",
          ContentDisposition: 'attachment; filename="a.txt"',
          CacheControl: "max-age=60",
          ContentLanguage: "de",
          Metadata: { mtime: "1700000000.5", other: "a b" },
        }),
      );
      const got = await bench.s3.send(new GetObjectCommand({ Bucket, Key: "described" }));
      assert.equal(await got.Body?.transformToString(), "text");
      assert.equal(got.ContentType, "text/plain; charset=utf-8");
      assert.equal(got.ContentDisposition, 'attachment; filename="a.txt"');
      assert.equal(got.CacheControl, "max-age=60");
      assert.equal(got.ContentLanguage, "de");
      assert.deepEqual(got.Metadata, { mtime: "1700000000.5", other: "a b" });
      assert.equal(got.ETag, '"1cb251ec0d568de6a929b520c4aed8d1"');
      const head = await bench.head("described");
      assert.deepEqual([head.ContentLength, head.ETag, head.ContentType], [4, got.ETag, got.ContentType]);
      assert.ok(Math.abs((head.LastModified?.getTime() ?? 0) - Date.now()) < 120_000);
    },
  },
  {
    name: "an object of no bytes is an object",
    run: async (bench) => {
      await bench.put("empty", "");
      assert.equal(await bench.read("empty"), "");
      assert.equal((await bench.head("empty")).ContentLength, 0);
    },
  },
  {
    name: "an object of many pieces comes back byte for byte",
    run: async (bench) => {
      const body = Buffer.alloc(3_000_017, "0123456789abcdef-");
      await bench.put("large", body);
      const got = await bench.signed({ path: pathOf(await bench.bucket(), "large") });
      assert.ok(got.body.equals(body));
    },
  },
  {
    name: "writing again replaces bytes and metadata whole",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: "again", Body: "one", Metadata: { a: "1" } }));
      await bench.put("again", "second");
      assert.equal(await bench.read("again"), "second");
      assert.deepEqual((await bench.head("again")).Metadata, {});
    },
  },
  {
    name: "a key that is not there is NoSuchKey; HEAD says 404 without a body",
    run: async (bench) => {
      const path = pathOf(await bench.bucket(), "not/there");
      expectError(await bench.signed({ path }), 404, "NoSuchKey");
      const head = expectStatus(await bench.signed({ method: "HEAD", path }), 404);
      assert.equal(head.body.length, 0);
    },
  },
  {
    name: "deleting removes the object; deleting what is not there is a success",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.put("doomed");
      for (let round = 0; round < 2; round++) {
        const { $metadata } = await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: "doomed" }));
        assert.equal($metadata.httpStatusCode, 204);
        assert.equal(await bench.exists("doomed"), false);
      }
    },
  },
  ...(
    [
      ["bytes=0-0", "0", "bytes 0-0/10"],
      ["bytes=2-4", "234", "bytes 2-4/10"],
      ["bytes=7-", "789", "bytes 7-9/10"],
      ["bytes=-3", "789", "bytes 7-9/10"],
      ["bytes=-99", "0123456789", "bytes 0-9/10"],
      ["bytes=8-99", "89", "bytes 8-9/10"],
    ] as const
  ).map(
    ([value, text, contentRange]): Case => ({
      name: `the range ${value} of ten bytes is ${text}`,
      run: async (bench) => {
        await bench.put(`ten/${value}`, "0123456789");
        const answer = expectStatus(await range(bench, `ten/${value}`, value), 206);
        assert.deepEqual([answer.text, answer.headers["content-range"]], [text, contentRange]);
      },
    }),
  ),
  ...["bytes=10-", "bytes=99-100", "bytes=-0"].map(
    (value): Case => ({
      name: `the range ${value} of ten bytes cannot be satisfied`,
      ...(value === "bytes=-0"
        ? {
            differs: {
              ceph16: {
                store: "answers with the whole object",
                cooper: "never asks for it",
              },
            },
          }
        : {}),
      run: async (bench) => {
        await bench.put(`ten/${value}`, "0123456789");
        expectError(await range(bench, `ten/${value}`, value), 416, "InvalidRange");
      },
    }),
  ),
  {
    name: "a range that is none is ignored",
    differs: {
      ceph16: {
        store: "refuses a range whose end lies before its start",
        cooper: "never asks for one",
      },
    },
    run: async (bench) => {
      await bench.put("ten", "0123456789");
      for (const value of ["bytes=5-2", "lines=1-2", "bytes=-", "bytes=a-b"])
        assert.equal(expectStatus(await range(bench, "ten", value), 200).text, "0123456789");
    },
  },
  {
    name: "a copy has the source's bytes and metadata, or new metadata on demand",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(
        new PutObjectCommand({
          Bucket,
          Key: "a b/ü+",
          Body: "x",
          ContentType: "text/css",
          Metadata: { a: "1" },
        }),
      );
      const CopySource = `${Bucket}/${encodeURIComponent("a b/ü+")}`;
      await bench.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
      const copy = await bench.head("copy");
      assert.deepEqual(
        [copy.ContentType, copy.Metadata, await bench.read("copy")],
        ["text/css", { a: "1" }, "x"],
      );
      const replaced = {
        MetadataDirective: "REPLACE",
        ContentType: "text/html",
        Metadata: { b: "2" },
      } as const;
      await bench.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...replaced }));
      const other = await bench.head("copy");
      assert.deepEqual([other.ContentType, other.Metadata], ["text/html", { b: "2" }]);
    },
  },
  {
    name: "a copy onto itself needs a change, and then keeps its bytes",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.put("self", "mine");
      const to = { Bucket, Key: "self", CopySource: `${Bucket}/self` };
      await refused(bench.s3.send(new CopyObjectCommand(to)), 400, "InvalidRequest");
      await bench.s3.send(
        new CopyObjectCommand({ ...to, MetadataDirective: "REPLACE", Metadata: { n: "1" } }),
      );
      assert.equal(await bench.read("self"), "mine");
      assert.deepEqual((await bench.head("self")).Metadata, { n: "1" });
    },
  },
  {
    name: "a copy of what is not there is refused",
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const CopySource = `${Bucket}/nothing-here`;
      await refused(bench.s3.send(new CopyObjectCommand({ Bucket, Key: "c", CopySource })), 404, "NoSuchKey");
      assert.equal(await bench.exists("c"), false);
    },
  },
  {
    name: "metadata beyond 2 KB is refused",
    differs: {
      ceph16: {
        store: "takes more",
        cooper: "takes 2 KB at most, everywhere",
      },
    },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      const Metadata = { big: "x".repeat(2100) };
      const put = bench.s3.send(new PutObjectCommand({ Bucket, Key: "big-meta", Body: "x", Metadata }));
      await refused(put, 400, "MetadataTooLarge");
    },
  },
  {
    name: "an object that was given no tags has an empty set of them",
    differs: { garage: NO_TAGS, r2: NO_TAGS },
    run: async (bench) => {
      await bench.put("untagged");
      const Bucket = await bench.bucket();
      const { TagSet } = await bench.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "untagged" }));
      assert.deepEqual(TagSet, []);
      const missing = bench.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "nothing-here" }));
      await refused(missing, 404, "NoSuchKey");
    },
  },
];
