import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectTaggingCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { differing, NO_TAGS, unimitated } from "./differences";
import { type Answer, pathOf } from "./wire";

async function setTags(bench: Bench, Key: string, tags: Record<string, string>) {
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const input = { Bucket: await bench.bucket(), Key, Tagging: { TagSet } };
  return await bench.s3.send(new PutObjectTaggingCommand(input));
}

async function getTags(bench: Bench, Key: string): Promise<Tag[]> {
  const { TagSet } = await bench.s3.send(new GetObjectTaggingCommand({ Bucket: await bench.bucket(), Key }));
  return (TagSet ?? []).sort((a, b) => ((a.Key ?? "") < (b.Key ?? "") ? -1 : 1));
}

async function putTagged(bench: Bench, key: string, tagging: string): Promise<Answer> {
  const path = pathOf(await bench.bucket(), key);
  return await bench.signed({ method: "PUT", path, headers: { "x-amz-tagging": tagging }, body: "x" });
}

function numbered(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, `value${at}`]));
}

const DIRECTIVE_IGNORED = {
  store: "ignores the directive and keeps the source's tags",
  cooper: "copies nothing yet",
};

const cases: Case[] = [
  {
    name: "tags are set, read, replaced as a whole and removed",
    run: async (bench) => {
      const etag = await bench.put("tagged", "x");
      assert.deepEqual(await getTags(bench, "tagged"), []);
      await setTags(bench, "tagged", { colour: "grün", empty: "", "a b": "c+d:/@-_=." });
      assert.deepEqual(await getTags(bench, "tagged"), [
        { Key: "a b", Value: "c+d:/@-_=." },
        { Key: "colour", Value: "grün" },
        { Key: "empty", Value: "" },
      ]);
      await setTags(bench, "tagged", { other: "1" });
      assert.deepEqual(await getTags(bench, "tagged"), [{ Key: "other", Value: "1" }]);
      assert.equal((await bench.head("tagged")).ETag, etag);
      const answer = await bench.s3.send(
        new DeleteObjectTaggingCommand({ Bucket: await bench.bucket(), Key: "tagged" }),
      );
      assert.equal(answer.$metadata.httpStatusCode, 204);
      assert.deepEqual(await getTags(bench, "tagged"), []);
      assert.equal(await bench.read("tagged"), "x");
    },
  },
  {
    name: "tags come with a PUT in a header, and a new PUT forgets them",
    run: async (bench) => {
      expectStatus(await putTagged(bench, "tag-header", "a=1&b%20c=%C3%BC%2F&d"), 200);
      assert.deepEqual(await getTags(bench, "tag-header"), [
        { Key: "a", Value: "1" },
        { Key: "b c", Value: "ü/" },
        { Key: "d", Value: "" },
      ]);
      await bench.put("tag-header", "again");
      assert.deepEqual(await getTags(bench, "tag-header"), []);
    },
  },
  {
    name: "a plus in the tags' header is a space, as in a query",
    differs: { ceph16: unimitated("takes it for a plus", "reads and writes no tags yet") },
    run: async (bench) => {
      expectStatus(await putTagged(bench, "tag-plus", "a+b=c+d"), 200);
      assert.deepEqual(await getTags(bench, "tag-plus"), [{ Key: "a b", Value: "c d" }]);
    },
  },
  {
    name: "GET counts the tags",
    run: async (bench) => {
      const path = pathOf(await bench.bucket(), "tag-count");
      expectStatus(await putTagged(bench, "tag-count", "a=1&b=2"), 200);
      assert.equal((await bench.signed({ path })).headers["x-amz-tagging-count"], "2");
      await bench.put("tag-count");
      assert.equal((await bench.signed({ path })).headers["x-amz-tagging-count"], undefined);
    },
  },
  {
    name: "HEAD counts the tags as GET does",
    run: async (bench) => {
      expectStatus(await putTagged(bench, "tag-count-head", "a=1&b=2"), 200);
      const path = pathOf(await bench.bucket(), "tag-count-head");
      assert.equal((await bench.signed({ method: "HEAD", path })).headers["x-amz-tagging-count"], "2");
    },
  },
  {
    name: "ten tags are taken, eleven are refused",
    run: async (bench) => {
      await bench.put("tag-ten");
      await setTags(bench, "tag-ten", numbered(10));
      assert.equal((await getTags(bench, "tag-ten")).length, 10);
      const answer = setTags(bench, "tag-ten", numbered(11));
      await answer.then(
        () => assert.fail("eleven tags were taken"),
        (error: { $metadata?: { httpStatusCode?: number } }) =>
          assert.equal(error.$metadata?.httpStatusCode, 400),
      );
      assert.equal((await getTags(bench, "tag-ten")).length, 10);
    },
  },
  {
    name: "eleven tags are BadRequest",
    differs: { ceph16: unimitated("says InvalidTag", "reads and writes no tags yet") },
    run: async (bench) => {
      await bench.put("tag-eleven");
      await refused(setTags(bench, "tag-eleven", numbered(11)), 400, "BadRequest");
      const header = new URLSearchParams(numbered(11)).toString();
      expectError(await putTagged(bench, "tag-eleven-header", header), 400, "BadRequest");
      assert.equal(await bench.exists("tag-eleven-header"), false);
    },
  },
  {
    name: "a key has 1 to 128 characters, a value at most 256",
    run: async (bench) => {
      await bench.put("tag-long");
      await setTags(bench, "tag-long", { ["k".repeat(128)]: "v".repeat(256) });
      await refused(setTags(bench, "tag-long", { ["k".repeat(129)]: "v" }), 400, "InvalidTag");
      await refused(setTags(bench, "tag-long", { k: "v".repeat(257) }), 400, "InvalidTag");
    },
  },
  {
    name: "a tag's characters are counted, not its bytes",
    differs: { ceph16: unimitated("counts bytes", "reads and writes no tags yet") },
    run: async (bench) => {
      await bench.put("tag-wide");
      await setTags(bench, "tag-wide", { ["ü".repeat(128)]: "ü".repeat(256) });
      assert.equal((await getTags(bench, "tag-wide")).length, 1);
    },
  },
  {
    name: "a tag twice, one of S3's own and characters that S3 does not take are InvalidTag",
    differs: {
      ceph16: unimitated("takes every character, `aws:` and a key twice", "reads and writes no tags yet"),
    },
    run: async (bench) => {
      await bench.put("tag-bad");
      for (const tags of [
        { "aws:mine": "1" },
        { "a,b": "1" },
        { a: "1,2" },
        { "user!name": "1" },
        { "": "1" },
      ])
        await refused(setTags(bench, "tag-bad", tags as Record<string, string>), 400, "InvalidTag");
      const TagSet = [
        { Key: "a", Value: "1" },
        { Key: "a", Value: "2" },
      ];
      const twice = { Bucket: await bench.bucket(), Key: "tag-bad", Tagging: { TagSet } };
      await refused(bench.s3.send(new PutObjectTaggingCommand(twice)), 400, "InvalidTag");
    },
  },
  {
    name: "a header that is no query is InvalidArgument",
    differs: { ceph16: unimitated("takes it", "reads and writes no tags yet") },
    run: async (bench) => {
      for (const header of ["a=1,b=2", "a=1&a=2", "=1", "a=%", "a=%FF"])
        expectError(await putTagged(bench, "tag-query", header), 400, "InvalidArgument");
      assert.equal(await bench.exists("tag-query"), false);
    },
  },
  {
    name: "a tag without a key or without a value is MalformedXML",
    run: async (bench) => {
      await bench.put("tag-xml");
      const Bucket = await bench.bucket();
      const TagSets = [[{ Key: "a" }], [{ Value: "1" }]] as Tag[][];
      for (const TagSet of TagSets)
        await refused(
          bench.s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tag-xml", Tagging: { TagSet } })),
          400,
          "MalformedXML",
        );
    },
  },
  {
    name: "tags are set only with a digest of their document",
    differs: { ceph16: { store: "does without", cooper: "reads and writes no tags yet" } },
    run: async (bench) => {
      await bench.put("tag-digest");
      const path = pathOf(await bench.bucket(), "tag-digest");
      const body = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>";
      const wire = { method: "PUT", path, query: { tagging: "" }, body };
      expectError(await bench.signed(wire), 400, "InvalidRequest");
      const md5 = createHash("md5").update(body).digest("base64");
      expectStatus(await bench.signed({ ...wire, headers: { "content-md5": md5 } }), 200);
      assert.deepEqual(await getTags(bench, "tag-digest"), [{ Key: "a", Value: "1" }]);
    },
  },
  {
    name: "tags need an object",
    run: async (bench) => {
      await refused(getTags(bench, "tag-none"), 404, "NoSuchKey");
      await refused(setTags(bench, "tag-none", { a: "1" }), 404, "NoSuchKey");
    },
  },
  {
    name: "a copy keeps its source's tags, or gets its own on demand",
    differs: { ceph16: DIRECTIVE_IGNORED },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: "tag-from", Body: "x", Tagging: "a=1" }));
      const to = { Bucket, Key: "tag-to", CopySource: `${Bucket}/tag-from` };
      await bench.s3.send(new CopyObjectCommand(to));
      assert.deepEqual(await getTags(bench, "tag-to"), [{ Key: "a", Value: "1" }]);
      await bench.s3.send(new CopyObjectCommand({ ...to, TaggingDirective: "REPLACE", Tagging: "b=2" }));
      assert.deepEqual(await getTags(bench, "tag-to"), [{ Key: "b", Value: "2" }]);
    },
  },
  {
    name: "a copy's tags count only with the directive, which is COPY or REPLACE",
    differs: { ceph16: DIRECTIVE_IGNORED },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: "tag-keep", Body: "x", Tagging: "a=1" }));
      const to = { Bucket, Key: "tag-kept", CopySource: `${Bucket}/tag-keep`, Tagging: "b=2" };
      await bench.s3.send(new CopyObjectCommand(to));
      assert.deepEqual(await getTags(bench, "tag-kept"), [{ Key: "a", Value: "1" }]);
      const unknown = bench.s3.send(new CopyObjectCommand({ ...to, TaggingDirective: "MERGE" as "COPY" }));
      await refused(unknown, 400, "InvalidArgument");
    },
  },
  {
    name: "a bucket has tags of its own",
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      await refused(bench.s3.send(new GetBucketTaggingCommand({ Bucket })), 404, "NoSuchTagSet");
      const TagSet = [{ Key: "team", Value: "a" }];
      await bench.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
      const got = await bench.s3.send(new GetBucketTaggingCommand({ Bucket }));
      assert.deepEqual(got.TagSet, TagSet);
      await bench.s3.send(new DeleteBucketTaggingCommand({ Bucket }));
      await refused(bench.s3.send(new GetBucketTaggingCommand({ Bucket })), 404, "NoSuchTagSet");
    },
  },
];

/** Where there are no tags, none of it holds. */
export const taggingCases: Case[] = cases.map(differing("garage", NO_TAGS)).map(differing("r2", NO_TAGS));
