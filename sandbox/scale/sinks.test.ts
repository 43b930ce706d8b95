import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDigest } from "../body/checksums";
import type { CrcName } from "../body/combine";
import { type Answer, send, sign, type Target, type Wire } from "../contract/wire";
import { ControlClient } from "../control/client";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";

const FIRST = Buffer.alloc(5 * 1024 ** 2, "first");
const LAST = Buffer.from("the last part");
const WHOLE = Buffer.concat([FIRST, LAST]);
const SINK = "sink-bucket";
const STORED = "stored-bucket";
const TOKEN = "a-token-for-this-test";

let dataDir: string;
let sandbox: Sandbox;
let s3: S3Client;
let target: Target;

async function start(sinks: string[] = []): Promise<void> {
  sandbox = await startSandbox({
    dataDir,
    sinks,
    control: { token: TOKEN },
    virtual: [{ name: "source-bucket", shape: "sizes" }],
  });
  target = { endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER };
  s3 = new S3Client({
    ...target,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-sinks-"));
  await start([SINK]);
  await ask({ method: "PUT", path: `/${STORED}` });
});

afterAll(async () => {
  s3.destroy();
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

async function ask(wire: Wire): Promise<Answer> {
  return await send(target, await sign(target, wire));
}

function checksum(name: CrcName, data: Buffer): string {
  const running = startDigest(name);
  running.update(data);
  return running.digest();
}

function md5(data: Buffer | string): string {
  return createHash("md5").update(data).digest("hex");
}

describe("a bucket that throws bytes away", () => {
  test("keeps what is known of an object, and says so when its bytes are asked for", async () => {
    const path = `/${SINK}/plain`;
    const headers = { "content-type": "text/plain", "x-amz-meta-a": "1" };
    const put = await ask({ method: "PUT", path, headers, body: "some bytes" });
    expect(put.headers.etag).toBe(`"${md5("some bytes")}"`);
    const head = await s3.send(new HeadObjectCommand({ Bucket: SINK, Key: "plain" }));
    expect([head.ContentLength, head.ContentType, head.Metadata]).toEqual([10, "text/plain", { a: "1" }]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: SINK, Prefix: "plain" }));
    expect(Contents).toMatchObject([{ Key: "plain", Size: 10, ETag: head.ETag }]);
    for (const range of [undefined, "bytes=0-1"]) {
      const got = await ask({ path, headers: range === undefined ? {} : { range } });
      expect([got.status, got.code]).toEqual([403, "InvalidObjectState"]);
      expect(got.text).toContain("thrown away");
    }
    expect((await ask({ path, headers: { "if-none-match": String(head.ETag) } })).status).toBe(304);
    const copy = {
      method: "PUT",
      path: `/${STORED}/copy`,
      headers: { "x-amz-copy-source": `${SINK}/plain` },
    };
    expect((await ask(copy)).code).toBe("InvalidObjectState");
    expect(await readdir(join(dataDir, "buckets", SINK, "blobs"))).toEqual([]);
  });

  test("an object of no bytes has lost none", async () => {
    await ask({ method: "PUT", path: `/${SINK}/empty`, body: "" });
    const got = await ask({ path: `/${SINK}/empty` });
    expect([got.status, got.text]).toEqual([200, ""]);
  });

  test.each([
    ["Content-MD5", { "content-md5": Buffer.alloc(16).toString("base64") }, "BadDigest"],
    ["CRC64NVME", { "x-amz-checksum-crc64nvme": Buffer.alloc(8).toString("base64") }, "BadDigest"],
  ])("checks the %s of what it throws away", async (_name, headers, code) => {
    const answer = await ask({ method: "PUT", path: `/${SINK}/broken`, headers, body: "bytes" });
    expect(answer.code).toBe(code);
    expect((await ask({ path: `/${SINK}/broken` })).code).toBe("NoSuchKey");
  });

  test("checks the signed SHA-256 of what it throws away", async () => {
    const wire = { method: "PUT", path: `/${SINK}/broken`, body: "bytes" };
    const answer = await send(target, await sign(target, wire, { payload: "0".repeat(64) }));
    expect(answer.code).toBe("XAmzContentSHA256Mismatch");
    expect((await ask({ path: `/${SINK}/broken` })).code).toBe("NoSuchKey");
  });

  test("survives a restart without being named again, and is never made of a bucket that keeps its bytes", async () => {
    await ask({ method: "PUT", path: `/${SINK}/kept`, body: "x" });
    s3.destroy();
    await sandbox.close();
    await start();
    expect((await ask({ path: `/${SINK}/kept` })).code).toBe("InvalidObjectState");
    await ask({ method: "PUT", path: `/${SINK}/more`, body: "x" });
    expect((await ask({ path: `/${SINK}/more` })).code).toBe("InvalidObjectState");
    await expect(startSandbox({ dataDir, sinks: [STORED] })).rejects.toThrow("keeps its bytes");
  });

  test("hashes can be asked: of the whole, and of every part", async () => {
    const digest = await sandbox.digestOf(SINK, await upload(SINK, "digest", {}));
    expect(digest).toEqual({
      size: WHOLE.length,
      etag: expect.stringMatching(/-2$/),
      crc32: checksum("crc32", WHOLE),
      crc32c: checksum("crc32c", WHOLE),
      crc64nvme: checksum("crc64nvme", WHOLE),
      md5: null,
      sha256: null,
      parts: [FIRST, LAST].map((part) => ({ size: part.length, md5: md5(part) })),
    });
    const stored = await sandbox.digestOf(STORED, await upload(STORED, "digest", {}));
    expect(stored).toMatchObject({
      crc64nvme: digest.crc64nvme,
      md5: md5(WHOLE),
      sha256: createHash("sha256").update(WHOLE).digest("hex"),
    });
    await expect(sandbox.digestOf(SINK, "nothing")).rejects.toMatchObject({ code: "NoSuchKey" });
  });

  test("hashes can be asked at the control port, for whoever has the token", async () => {
    const { control } = sandbox;
    const client = new ControlClient(control?.url ?? "", TOKEN);
    const size = 1024 ** 4;
    const range = { start: size - 5000, end: size - 1 };
    const asked = await client.digestOf("source-bucket", `bytes/${size}`, range);
    expect(asked).toEqual(await sandbox.digestOf("source-bucket", `bytes/${size}`, { range }));
    await ask({ method: "PUT", path: `/${SINK}/asked`, body: "bytes" });
    expect((await client.digestOf(SINK, "asked")).md5).toBe(md5("bytes"));
    await expect(client.digestOf(SINK, "nothing")).rejects.toThrow("404 NoSuchKey");
    await expect(client.digestOf(SINK, "asked", { start: 3, end: 1 })).rejects.toThrow("416 InvalidRange");
    await expect(client.digestOf(SINK, "asked", { start: 0, end: 1 })).rejects.toThrow(
      "403 InvalidObjectState",
    );
    await expect(new ControlClient(client.url, "another-token-here").digestOf(SINK, "asked")).rejects.toThrow(
      "401",
    );
  });

  test("a part copied in is thrown away as well", async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: SINK, Key: "copied" }));
    const input = { Bucket: SINK, Key: "copied", UploadId, PartNumber: 1 };
    const CopySource = "source-bucket/bytes/100000";
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...input, CopySource }));
    const source = await sandbox.digestOf("source-bucket", "bytes/100000");
    expect(CopyPartResult?.ETag).toBe(`"${source.md5}"`);
    await complete(SINK, "copied", UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    expect((await sandbox.digestOf(SINK, "copied")).crc64nvme).toBe(source.crc64nvme);
  });
});

type Uploading = {
  /** What the upload is to be checked by. */
  algorithm?: "CRC32" | "CRC32C" | "CRC64NVME";
  type?: "FULL_OBJECT" | "COMPOSITE";
  /** Whether the first part, the last, both or none come with their checksum. */
  stating?: readonly Buffer[];
  /** A checksum stated at completion. */
  stated?: Record<string, string>;
};

function complete(
  Bucket: string,
  Key: string,
  UploadId: string | undefined,
  Parts: CompletedPart[],
  more: Record<string, string> = {},
) {
  return s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );
}

async function uploaded(Bucket: string, Key: string, { algorithm, type, stating = [], stated }: Uploading) {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: algorithm, ChecksumType: type }),
  );
  const parts: CompletedPart[] = [];
  for (const [at, Body] of [FIRST, LAST].entries()) {
    const name = `Checksum${algorithm}`;
    const own =
      algorithm && stating.includes(Body)
        ? { [name]: checksum(algorithm.toLowerCase() as CrcName, Body) }
        : {};
    const input = { Bucket, Key, UploadId, PartNumber: at + 1, Body, ...own };
    const { ETag } = await s3.send(new UploadPartCommand(input));
    parts.push({ PartNumber: at + 1, ETag, ...(type === "COMPOSITE" ? own : {}) });
  }
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(listed.Parts?.map(({ Size }) => Size)).toEqual([FIRST.length, LAST.length]);
  const said = stated && type ? { ...stated, ChecksumType: type } : stated;
  return await complete(Bucket, Key, UploadId, parts, said);
}

async function upload(bucket: string, key: string, options: Uploading): Promise<string> {
  await uploaded(bucket, key, options);
  return key;
}

describe.each([SINK, STORED])("completing without reading the parts again in %s", (bucket) => {
  const algorithms = ["CRC32", "CRC32C", "CRC64NVME"] as const;
  const statings = { all: [FIRST, LAST], one: [LAST], none: [] };
  const cases = algorithms.flatMap((algorithm) =>
    (["all", "one", "none"] as const).map((which) => ({ algorithm, which })),
  );

  test.each(cases)("$algorithm of the whole where $which of the parts stated theirs", async (one) => {
    const options = { algorithm: one.algorithm, type: "FULL_OBJECT", stating: statings[one.which] } as const;
    const name = `Checksum${one.algorithm}`;
    const expected = checksum(one.algorithm.toLowerCase() as CrcName, WHOLE);
    const made = await uploaded(bucket, "full", {
      ...options,
      stated: { [name]: expected, ChecksumType: "FULL_OBJECT" },
    });
    expect(made).toMatchObject({ [name]: expected, ChecksumType: "FULL_OBJECT" });
    const wrong = {
      ...options,
      stated: { [name]: checksum(one.algorithm.toLowerCase() as CrcName, LAST), ChecksumType: "FULL_OBJECT" },
    };
    await expect(uploaded(bucket, "full", wrong)).rejects.toMatchObject({ name: "BadDigest" });
  });

  test("a composite checksum as always", async () => {
    const options = { algorithm: "CRC32C", type: "COMPOSITE", stating: [FIRST, LAST] } as const;
    const of = (data: Buffer) => Buffer.from(checksum("crc32c", data), "base64");
    const expected = checksum("crc32c", Buffer.concat([of(FIRST), of(LAST)]));
    expect((await uploaded(bucket, "composite", options)).ChecksumCRC32C).toBe(`${expected}-2`);
  });
});

describe("sizes that S3 refuses", () => {
  /** The server answers before it has read a byte, so none needs to be sent. */
  async function announced(path: string, size: number, query: Record<string, string> = {}): Promise<Answer> {
    const signed = await sign(target, {
      method: "PUT",
      path,
      query,
      headers: { "content-length": String(size), "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    });
    return await send(target, signed);
  }

  test.each([SINK, STORED])("more than 5 GiB in one request to %s is EntityTooLarge", async (bucket) => {
    const size = 5 * 1024 ** 3 + 1;
    expect((await announced(`/${bucket}/large`, size)).code).toBe("EntityTooLarge");
    const { UploadId = "" } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: "large" }),
    );
    const query = { partNumber: "1", uploadId: UploadId };
    expect((await announced(`/${bucket}/large`, size, query)).code).toBe("EntityTooLarge");
    const beyond = await ask({
      method: "PUT",
      path: `/${bucket}/large`,
      query: { ...query, partNumber: "10001" },
      body: "x",
    });
    expect([beyond.status, beyond.code]).toEqual([400, "InvalidArgument"]);
  });
});
