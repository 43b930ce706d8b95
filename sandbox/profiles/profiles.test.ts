import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, expect, test } from "vitest";
import { readCommandLine } from "../command-line";
import { DEFAULT_USER, type Sandbox, type SandboxOptions, startSandbox } from "../server";

const object = { Bucket: "bucket", Key: "key" };
const tagging = new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } });
const attributes = new GetObjectAttributesCommand({ ...object, ObjectAttributes: ["ETag"] });
const batch = new DeleteObjectsCommand({ Bucket: "bucket", Delete: { Objects: [{ Key: "key" }] } });

let sandbox: Sandbox | undefined;
let dataDir = "";
afterEach(async () => {
  await sandbox?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(store: Pick<SandboxOptions, "profile" | "quirks">): Promise<S3Client> {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-profiles-"));
  sandbox = await startSandbox({ dataDir, ...store });
  const s3 = new S3Client({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: DEFAULT_USER,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
  await s3.send(new PutObjectCommand({ ...object, Body: "x" }));
  return s3;
}

test("what a store does not have is NotImplemented there, and there alone", async () => {
  const notImplemented = { name: "NotImplemented", $metadata: { httpStatusCode: 501 } };
  const garage = await start({ profile: "garage" });
  await expect(garage.send(tagging)).rejects.toMatchObject(notImplemented);
  await expect(garage.send(attributes)).rejects.toMatchObject(notImplemented);
  const tagged = new PutObjectCommand({ ...object, Key: "tagged", Body: "x", Tagging: "a=b" });
  await expect(garage.send(tagged)).rejects.toMatchObject(notImplemented);
  await sandbox?.close();
  const aws = await start({});
  await aws.send(tagging);
  await aws.send(attributes);
  await aws.send(tagged);
});

test("a single difference can be had on its own, and taken from a store", async () => {
  const google = await start({ quirks: { noMultiDelete: true } });
  await expect(google.send(batch)).rejects.toMatchObject({
    name: "NotImplemented",
    $metadata: { httpStatusCode: 400 },
  });
  await sandbox?.close();
  const taggable = await start({ profile: "garage", quirks: { noTagging: false } });
  await taggable.send(tagging);
});

test("the command line knows the profiles and the quirks by name", () => {
  const words = (...more: string[]) => ["--port", "0", "--data", "x", ...more];
  expect(readCommandLine(words("--profile", "r2", "--quirk", "noTagging"))).toMatchObject({
    profile: "r2",
    quirks: { noTagging: true },
  });
  expect(() => readCommandLine(words("--profile", "azure"))).toThrow(/no profile "azure".*ceph16/);
  expect(() => readCommandLine(words("--quirk", "toString"))).toThrow(/no quirk "toString".*noMultiDelete/);
});
