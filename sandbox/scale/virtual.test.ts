import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Answer,
  pathOf,
  presign,
  type SignOptions,
  send,
  sign,
  type Target,
  type Wire,
} from "../contract/wire";
import { MAX_OBJECT } from "../limits";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";
import { textOfBytes } from "../store/key-index";
import { SHAPES, type ShapeName } from "./shapes/table";

const KEYS = 10_000_000;
const NAMES = Object.keys(SHAPES) as ShapeName[];
const virtual = NAMES.map((shape) => ({ name: `scale-${shape}`, shape, keys: KEYS }));

let dataDir: string;
let sandbox: Sandbox;
let s3: S3Client;
let target: Target;

async function start(): Promise<void> {
  sandbox = await startSandbox({ dataDir, virtual });
  target = { endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER };
  s3 = new S3Client({ ...target, forcePathStyle: true, maxAttempts: 1 });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-virtual-"));
  await start();
});

afterAll(async () => {
  s3.destroy();
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

async function ask(wire: Wire, options?: SignOptions): Promise<Answer> {
  return await send(target, await sign(target, wire, options));
}

/** A page as the SDK reads it, keys as they are. */
async function page(input: ListObjectsV2CommandInput) {
  const answer = await s3.send(new ListObjectsV2Command(input));
  return {
    keys: (answer.Contents ?? []).map(({ Key }) => Key ?? ""),
    prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ""),
    truncated: answer.IsTruncated,
    next: answer.NextContinuationToken,
    contents: answer.Contents ?? [],
  };
}

describe.each(NAMES)("a bucket of ten million keys: %s", (name) => {
  const shape = SHAPES[name](KEYS);
  const bucket = `scale-${name}`;
  const keyAt = (place: number) => textOfBytes(shape.keyAt(place));
  const keysFrom = (place: number, count: number) =>
    Array.from({ length: Math.min(count, shape.size - place) }, (_, at) => keyAt(place + at));

  test("lists its first pages, goes on with tokens, and ends", async () => {
    const first = await page({ Bucket: bucket });
    expect(first.keys).toEqual(keysFrom(0, 1000));
    expect(first.truncated).toBe(shape.size > 1000);
    if (first.next !== undefined) {
      const second = await page({ Bucket: bucket, ContinuationToken: first.next });
      expect(second.keys).toEqual(keysFrom(1000, 1000));
    }
    const middle = Math.floor(shape.size / 2);
    const inside = await page({ Bucket: bucket, StartAfter: keyAt(middle), MaxKeys: 100 });
    expect(inside.keys).toEqual(keysFrom(middle + 1, 100));
    const near = Math.max(shape.size - 500, 1);
    const last = await page({ Bucket: bucket, StartAfter: keyAt(near - 1) });
    expect([last.keys, last.truncated]).toEqual([keysFrom(near, 500), false]);
    const none = await page({ Bucket: bucket, StartAfter: keyAt(shape.size - 1) });
    expect([none.keys, none.truncated]).toEqual([[], false]);
  });

  test("rolls up below a delimiter and lists inside a prefix", async () => {
    const key = keyAt(Math.floor(shape.size / 3));
    const parts = key.split("/");
    for (let level = 0; level < parts.length; level++) {
      const prefix = parts.slice(0, level).join("/") + (level > 0 ? "/" : "");
      const here = parts.slice(0, level + 1).join("/") + (level + 1 < parts.length ? "/" : "");
      // Not long before what is looked for, so that it is on this page.
      const before = prefix + (parts[level] ?? "").slice(0, -1);
      const listed = await page({ Bucket: bucket, Prefix: prefix, Delimiter: "/", StartAfter: before });
      const both = [...listed.keys, ...listed.prefixes];
      expect(both).toContain(here);
      const exact = await page({ Bucket: bucket, Prefix: here, Delimiter: "/", MaxKeys: 1 });
      expect([...exact.keys, ...exact.prefixes]).toHaveLength(1);
    }
  });

  test("says the same of an object in a listing, by HEAD and by GET", async () => {
    for (const { Key, Size, ETag, LastModified, StorageClass } of (await page({ Bucket: bucket, MaxKeys: 3 }))
      .contents) {
      const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
      expect([head.ContentLength, head.ETag, head.LastModified]).toEqual([Size, ETag, LastModified]);
      expect(head.StorageClass ?? "STANDARD").toBe(StorageClass);
      const headers: Record<string, string> = Size ? { range: "bytes=0-99" } : {};
      const got = await ask({ path: pathOf(bucket, Key), headers });
      expect([got.headers.etag, got.body.length]).toEqual([ETag, Math.min(Size ?? 0, 100)]);
    }
  });
});

describe("objects of computed bytes", () => {
  const path = (size: number) => `/scale-sizes/bytes/${size}`;
  const sizeOf = async (size: number | string) =>
    (await ask({ method: "HEAD", path: `/scale-sizes/bytes/${size}` })).headers["content-length"];

  test("have the size in their name, listed or not, up to S3's largest", async () => {
    for (const size of [0, 1, 12_345, 5 * 1024 ** 4, MAX_OBJECT])
      expect(await sizeOf(size)).toBe(String(size));
    for (const name of [MAX_OBJECT + 1, "007", "-1", "x", ""])
      expect((await ask({ path: `/scale-sizes/bytes/${name}` })).code).toBe("NoSuchKey");
    const { contents } = await page({ Bucket: "scale-sizes", Prefix: "bytes/" });
    for (const { Key, Size } of contents) expect(Key).toBe(`bytes/${Size}`);
    expect(contents.map(({ Size }) => Size)).toEqual(expect.arrayContaining([0, 1024 ** 3, MAX_OBJECT]));
  });

  test("come whole and in ranges, as their hash says", async () => {
    const size = 3 * 1024 ** 2 + 17;
    const whole = await ask({ path: path(size) });
    expect([whole.status, whole.body.length]).toEqual([200, size]);
    const digest = await sandbox.digestOf("scale-sizes", `bytes/${size}`);
    expect(digest).toMatchObject({
      size,
      etag: String(whole.headers.etag).replaceAll('"', ""),
      md5: createHash("md5").update(whole.body).digest("hex"),
      sha256: createHash("sha256").update(whole.body).digest("hex"),
    });
    const part = await ask({ path: path(size), headers: { range: "bytes=1048570-1048580" } });
    expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 1048570-1048580/${size}`]);
    expect(part.body.equals(whole.body.subarray(1048570, 1048581))).toBe(true);
  });

  test("can be read at their end, 48.8 TiB on, and hashed there", async () => {
    const range = { start: MAX_OBJECT - 10_000, end: MAX_OBJECT - 1 };
    const tail = await ask({ path: path(MAX_OBJECT), headers: { range: "bytes=-10000" } });
    expect(tail.body).toHaveLength(10_000);
    const digest = await sandbox.digestOf("scale-sizes", `bytes/${MAX_OBJECT}`, { range });
    expect(digest.sha256).toBe(createHash("sha256").update(tail.body).digest("hex"));
    const beyond = { start: 0, end: MAX_OBJECT };
    await expect(sandbox.digestOf("scale-sizes", `bytes/${MAX_OBJECT}`, { range: beyond })).rejects.toThrow(
      "not satisfiable",
    );
  });

  test("hashing one that would take days can be ended", async () => {
    const stop = new AbortController();
    const hashing = sandbox.digestOf("scale-sizes", `bytes/${MAX_OBJECT}`, { signal: stop.signal });
    stop.abort();
    await expect(hashing).rejects.toThrow("aborted");
  });

  test("obey conditions and presigned links, and have an ETag that nobody takes for an MD5", async () => {
    const head = await ask({ method: "HEAD", path: path(5) });
    const etag = String(head.headers.etag);
    expect(etag).toMatch(/^"[0-9a-f]{32}-1"$/);
    expect((await ask({ path: path(5), headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await ask({ path: path(5), headers: { "if-match": '"other"' } })).status).toBe(412);
    const link = await presign(target, { path: path(5) });
    expect((await send(target, link)).body).toHaveLength(5);
  });

  test("can be copied from", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "real-bucket" }));
    const CopySource = "scale-sizes/bytes/70000";
    await s3.send(new CopyObjectCommand({ Bucket: "real-bucket", Key: "copy", CopySource }));
    const copy = await ask({ path: "/real-bucket/copy" });
    expect(copy.body.equals((await ask({ path: path(70_000) })).body)).toBe(true);
    const large = {
      Bucket: "real-bucket",
      Key: "large",
      CopySource: `scale-sizes/bytes/${5 * 1024 ** 3 + 1}`,
    };
    await expect(s3.send(new CopyObjectCommand(large))).rejects.toMatchObject({ name: "InvalidRequest" });
    const begun = await ask({ method: "POST", path: "/real-bucket/large", query: { uploads: "" } });
    const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1] ?? "";
    const wire = {
      method: "PUT",
      path: "/real-bucket/large",
      query: { partNumber: "1", uploadId },
      headers: { "x-amz-copy-source": large.CopySource },
    };
    expect((await ask(wire)).code).toBe("InvalidRequest");
    const headers = { ...wire.headers, "x-amz-copy-source-range": "bytes=5368709100-5368709119" };
    expect((await ask({ ...wire, headers })).status).toBe(200);
  });
});

describe("a virtual bucket", () => {
  const Bucket = "scale-hex";

  test("is a bucket like others: listed, located, with CORS rules of its own that survive a restart", async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(virtual.map(({ name }) => name)));
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    const CORSRules = [{ AllowedOrigins: ["https://cooper.example"], AllowedMethods: ["GET"] }];
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    s3.destroy();
    await sandbox.close();
    await start();
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toMatchObject(CORSRules);
    const origin = "https://cooper.example";
    const got = await ask({ path: `/${Bucket}`, query: { "max-keys": "1" }, headers: { origin } });
    expect(got.headers["access-control-allow-origin"]).toBe(origin);
    expect(await readdir(join(dataDir, "virtual", Bucket))).toEqual(expect.arrayContaining(["bucket.json"]));
  });

  test.each([
    ["PutObject", { method: "PUT", path: "/scale-hex/new", body: "x" }],
    ["DeleteObject", { method: "DELETE", path: "/scale-hex/00" }],
    ["CreateMultipartUpload", { method: "POST", path: "/scale-hex/new", query: { uploads: "" } }],
    ["AbortMultipartUpload", { method: "DELETE", path: "/scale-hex/new", query: { uploadId: "x" } }],
    [
      "CopyObject",
      { method: "PUT", path: "/scale-hex/new", headers: { "x-amz-copy-source": "scale-sizes/bytes/1" } },
    ],
    ["DeleteBucket", { method: "DELETE", path: "/scale-hex" }],
  ] satisfies [string, Wire][])("refuses %s", async (_name, wire) => {
    const answer = await ask(wire);
    expect([answer.status, answer.code]).toEqual([403, "AccessDenied"]);
    const { keys } = await page({ Bucket, MaxKeys: 1 });
    expect(keys).toHaveLength(1);
  });

  test("lists its objects as null versions, which cannot be deleted either", async () => {
    const { keys } = await page({ Bucket, MaxKeys: 2 });
    const [first = "", second = ""] = keys;
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker: first, MaxKeys: 1 }));
    expect(listed.Versions).toMatchObject([{ Key: second, VersionId: "null", IsLatest: true }]);
    expect([listed.IsTruncated, listed.NextKeyMarker]).toEqual([true, second]);
    const wire = { path: pathOf(Bucket, second), query: { versionId: "null" } };
    expect((await ask({ method: "DELETE", ...wire })).code).toBe("AccessDenied");
    expect((await ask({ method: "HEAD", ...wire })).status).toBe(200);
  });

  test("refuses DeleteObjects key by key, and to be created once more", async () => {
    const Delete = { Objects: [{ Key: "a" }, { Key: "b" }] };
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Deleted ?? []).toEqual([]);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
      ["a", "AccessDenied"],
      ["b", "AccessDenied"],
    ]);
    await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: "BucketAlreadyOwnedByYou",
    });
  });

  test("a key that the shape does not have is not there", async () => {
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "nothing" }))).rejects.toMatchObject({
      name: "NotFound",
    });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: "0".repeat(32) }))).rejects.toMatchObject({
      name: "NoSuchKey",
    });
  });

  test("takes no name of a bucket that keeps its bytes, nor of none at all", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "taken-bucket" }));
    await s3.send(new PutObjectCommand({ Bucket: "taken-bucket", Key: "k", Body: "kept" }));
    const again = (name: string) => startSandbox({ dataDir, virtual: [{ name, shape: "hex", keys: 5 }] });
    await expect(again("taken-bucket")).rejects.toThrow("already");
    await expect(again("No_Bucket")).rejects.toThrow("is no bucket name");
    await expect(
      startSandbox({ dataDir, virtual: [{ name: "huge", shape: "hex", keys: 1e9 }] }),
    ).rejects.toThrow("100000000");
    expect((await ask({ path: "/taken-bucket/k" })).text).toBe("kept");
  });
});
