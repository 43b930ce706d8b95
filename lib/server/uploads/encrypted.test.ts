import { createHash } from "node:crypto";
import { CreateBucketCommand, GetObjectCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Upload } from "@/lib/schemas/uploads";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { beginUpload } from "./begin";
import { completeUpload } from "./complete";

const root = testActor("root");
const place = { connection: "s3", bucket: "vault" };
const KEY = "arn:aws:kms:us-east-1:000000000000:key/0f6a1b3c-6f0e-4f0e-9d7a-3b1f5c2d4e6f";
const soon = () => AbortSignal.timeout(15_000);

let world: TestWorld;

/** A bucket whose policy refuses every object that does not come with this one key. */
beforeAll(async () => {
  world = await startTestWorld({ kmsKeys: [KEY] });
  await world.store().send(new CreateBucketCommand({ Bucket: "vault" }));
  const demand = (key: string, value: string) => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::vault/*",
    Condition: { StringNotEquals: { [key]: value } },
  });
  const Statement = [
    demand("s3:x-amz-server-side-encryption", "aws:kms"),
    demand("s3:x-amz-server-side-encryption-aws-kms-key-id", KEY),
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await world.store().send(new PutBucketPolicyCommand({ Bucket: "vault", Policy }));
});
afterAll(() => world.close());
beforeEach(() => world.configure());

function encryptWith(upload: { serverSideEncryption?: string; kmsKeyId?: string }): void {
  const [connection] = world.connections;
  if (connection) connection.upload = upload;
}

async function begin(key: string, size: number): Promise<Upload> {
  const object = { key, size, contentType: "text/plain", onConflict: "fail" as const, metadata: {} };
  return await beginUpload(root, place, object, soon());
}

async function send(upload: Upload, body: Buffer): Promise<Response[]> {
  const answers: Response[] = [];
  let at = 0;
  for (const part of upload.parts) {
    const size = upload.partSize ?? body.length;
    const bytes = new Uint8Array(body.subarray(at, at + size));
    answers.push(await fetch(part.url, { method: "PUT", body: bytes, headers: part.headers }));
    at += size;
  }
  return answers;
}

test.each([
  ["in one PUT", 1000],
  ["in parts", 17 * 1024 * 1024],
])("an upload %s comes with the key that the bucket demands", async (_how, size) => {
  encryptWith({ serverSideEncryption: "aws:kms", kmsKeyId: KEY });
  const body = Buffer.alloc(size, "cooper");
  const upload = await begin(`kept-${size}`, size);
  for (const answer of await send(upload, body)) expect(answer.status, await answer.text()).toBe(200);
  const done = await completeUpload(root, upload.ticket, {}, soon());
  expect(done).toMatchObject({ key: `kept-${size}`, size });
  const object = await world.store().send(new GetObjectCommand({ Bucket: "vault", Key: `kept-${size}` }));
  expect(object.SSEKMSKeyId).toBe(KEY);
  const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  const digest = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
  expect(digest(bytes)).toBe(digest(body));
});

test("without the key the store says no, and Cooper says so", async () => {
  encryptWith({});
  const upload = await begin("refused", 10);
  const [answer] = await send(upload, Buffer.from("0123456789"));
  expect(answer?.status).toBe(403);
  await expect(completeUpload(root, upload.ticket, {}, soon())).rejects.toMatchObject({
    code: "incomplete_upload",
  });
  await expect(begin("refused", 40 * 1024 * 1024)).rejects.toMatchObject({
    code: "s3_denied",
    message: expect.stringContaining("AccessDenied"),
  });
});

test("a key that does not exist is the store's to name", async () => {
  encryptWith({ serverSideEncryption: "aws:kms", kmsKeyId: KEY.replace("0f6a", "ffff") });
  await world.store().send(new CreateBucketCommand({ Bucket: "plain" }));
  const object = { key: "k", size: 40 * 1024 * 1024, contentType: "text/plain", onConflict: "fail" as const };
  await expect(
    beginUpload(root, { ...place, bucket: "plain" }, { ...object, metadata: {} }, soon()),
  ).rejects.toMatchObject({ message: expect.stringContaining("KMS.NotFoundException") });
});
