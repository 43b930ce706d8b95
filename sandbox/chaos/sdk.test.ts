import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";

let dataDir: string;
let sandbox: Sandbox;
let s3: S3Client;

const Bucket = "sdk-bucket";

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-sdk-"));
  sandbox = await startSandbox({ dataDir });
  s3 = client(1);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "there", Body: "content" }));
});

afterEach(async () => {
  s3.destroy();
  await sandbox.close();
  await rm(dataDir, { recursive: true });
});

function client(maxAttempts: number): S3Client {
  return new S3Client({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: DEFAULT_USER,
    forcePathStyle: true,
    maxAttempts,
  });
}

async function read(Key: string): Promise<string | undefined> {
  return await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
}

describe("what the AWS SDK makes of it", () => {
  test.each([false, true])("200 with an error is an error, be it done: %s", async (handled) => {
    sandbox.chaos.add({ faults: [{ kind: "error-body", code: "InternalError", handled }] });
    const Key = "copied";
    const copy = s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/there` }));
    await expect(copy).rejects.toMatchObject({ name: "InternalError" });
    const begun = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts" }));
    const upload = { Bucket, Key: "parts", UploadId: begun.UploadId };
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }));
    const complete = s3.send(
      new CompleteMultipartUploadCommand({
        ...upload,
        MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
      }),
    );
    await expect(complete).rejects.toMatchObject({ name: "InternalError" });
    expect(sandbox.journal.entries({ operation: "CompleteMultipartUpload" })).toMatchObject([
      { status: 200, code: "InternalError" },
    ]);
    for (const [key, content] of [
      [Key, "content"],
      ["parts", "x"],
    ] as const)
      if (handled) expect(await read(key)).toBe(content);
      else await expect(read(key)).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("an answer that is too short breaks the download", async () => {
    sandbox.chaos.add({
      match: { operation: "GetObject" },
      faults: [{ kind: "truncate", in: "answer", after: 3 }],
    });
    await expect(read("there")).rejects.toThrow("aborted");
  });

  test("a listing cut in its XML is an error though the message is whole", async () => {
    sandbox.chaos.add({ faults: [{ kind: "truncate", in: "answer", after: 200, ends: "well" }] });
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toThrow();
  });

  test("an answer that rotted does not pass its checksum", async () => {
    sandbox.chaos.add({
      match: { operation: "GetObject" },
      faults: [{ kind: "corrupt", in: "answer", at: 0 }],
    });
    await expect(read("there")).rejects.toThrow(/checksum mismatch/i);
  });

  test("a body that rotted on its way is refused by its trailing checksum", async () => {
    sandbox.chaos.add({ faults: [{ kind: "corrupt", in: "request", at: 0 }] });
    const put = s3.send(new PutObjectCommand({ Bucket, Key: "new", Body: "content" }));
    await expect(put).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  test("a lost answer is asked for again, and both requests are in the journal", async () => {
    sandbox.journal.clear();
    sandbox.chaos.add({ times: 1, faults: [{ kind: "lose-answer" }] });
    const patient = client(3);
    await patient.send(new PutObjectCommand({ Bucket, Key: "again", Body: "content" }));
    patient.destroy();
    await sandbox.journal.quiet();
    expect(sandbox.journal.entries({ key: "again" }).map(({ outcome }) => outcome)).toEqual([
      "lost",
      "answered",
    ]);
  });

  test("a seeded storm is the same storm in every run, though the requests race", async () => {
    const storm = async () => {
      sandbox.journal.clear();
      const [id = ""] = sandbox.chaos.add({
        match: { operation: "PutObject" },
        seed: "storm",
        most: 2,
        rates: [
          { rate: 0.3, fault: { kind: "status", status: 500, code: "InternalError" } },
          { rate: 0.2, fault: { kind: "reset", in: "request" } },
          { rate: 0.2, fault: { kind: "lose-answer" } },
        ],
      });
      const patient = client(4);
      const keys = Array.from({ length: 24 }, (_, at) => `storm-${at}`);
      await Promise.all(keys.map((Key) => patient.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
      patient.destroy();
      sandbox.chaos.remove(id);
      await sandbox.journal.quiet();
      const entries = sandbox.journal.entries({ operation: "PutObject" });
      return keys.map((key) =>
        entries.filter((entry) => entry.key === key).map(({ outcome, status }) => `${outcome} ${status}`),
      );
    };
    const first = await storm();
    expect(await storm()).toEqual(first);
    expect(first.some((fate) => fate.length === 3)).toBe(true);
    expect(first.every((fate) => fate.at(-1) === "answered 200")).toBe(true);
  });
});
