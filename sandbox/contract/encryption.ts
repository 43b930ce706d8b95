import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  type ServerSideEncryptionByDefault,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus, refused } from "./bench";
import { ENCRYPTION, unimitated } from "./differences";
import { allow, anyone, bucketWith, deny } from "./statements";
import { type Answer, pathOf } from "./wire";

const SSE = "x-amz-server-side-encryption";
const KEY = `${SSE}-aws-kms-key-id`;
const KMS = { [SSE]: "aws:kms" };

function keyOf({ target }: Bench): string {
  if (target.kmsKey === undefined) throw new Error("There is no key of KMS to encrypt with.");
  return target.kmsKey;
}

async function put(
  bench: Bench,
  key: string,
  headers: Record<string, string>,
  bucket?: string,
): Promise<Answer> {
  const path = pathOf(bucket ?? (await bench.bucket()), key);
  return await bench.signed({ method: "PUT", path, headers, body: "secret" });
}

async function setDefault(
  bench: Bench,
  Bucket: string,
  byDefault: ServerSideEncryptionByDefault,
  BucketKeyEnabled?: boolean,
): Promise<void> {
  const rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled };
  const ServerSideEncryptionConfiguration = { Rules: [rule] };
  await bench.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
}

/** Writes an object in one part; its answers, one after the other. */
async function multipart(
  bench: Bench,
  bucket: string,
  key: string,
  headers: Record<string, string>,
): Promise<Answer[]> {
  const path = pathOf(bucket, key);
  const begun = await bench.signed({ method: "POST", path, query: { uploads: "" }, headers });
  if (begun.status !== 200) return [begun];
  const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1] ?? "";
  const query = { partNumber: "1", uploadId };
  const part = await bench.signed({ method: "PUT", path, query, body: "secret" });
  if (part.status !== 200) return [begun, part];
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
  return [begun, part, await bench.signed({ method: "POST", path, query: { uploadId }, body })];
}

const MD5 = `"${createHash("md5").update("secret").digest("hex")}"`;
const NO_KMS = { ceph16: unimitated("without a KMS encrypts nothing with one", ENCRYPTION) };
const NO_DEFAULT = { ceph16: unimitated("encrypts nothing by itself", ENCRYPTION) };
const WITHOUT = { ceph16: unimitated("looks at no such header where it has no KMS", ENCRYPTION) };

export const encryptionCases: Case[] = [
  {
    name: "every object is encrypted, and every answer about it says so",
    differs: NO_DEFAULT,
    run: async (bench) => {
      const written = expectStatus(await put(bench, "plain", {}), 200);
      assert.equal(written.headers[SSE], "AES256");
      const path = pathOf(await bench.bucket(), "plain");
      for (const method of ["GET", "HEAD"])
        assert.equal((await bench.signed({ method, path })).headers[SSE], "AES256");
      for (const answer of await multipart(bench, await bench.bucket(), "plain-parts", {}))
        assert.equal(expectStatus(answer, 200).headers[SSE], "AES256");
      assert.equal(written.headers.etag, MD5);
    },
  },
  {
    name: "an object with a key of KMS names it, and its ETag is no MD5",
    differs: NO_KMS,
    run: async (bench) => {
      const written = expectStatus(await put(bench, "kms", { ...KMS, [KEY]: keyOf(bench) }), 200);
      const read = await bench.signed({ path: pathOf(await bench.bucket(), "kms") });
      for (const { headers } of [written, read])
        assert.deepEqual([headers[SSE], headers[KEY]], ["aws:kms", keyOf(bench)]);
      assert.match(String(written.headers.etag), /^"[0-9a-f]{32}"$/);
      assert.notEqual(written.headers.etag, MD5);
      assert.equal(read.headers.etag, written.headers.etag);
      assert.equal(read.text, "secret");
    },
  },
  {
    name: "a key may be named by its id alone, or S3's own be used",
    differs: NO_KMS,
    run: async (bench) => {
      const id = keyOf(bench).split("/").at(-1) ?? "";
      const byId = expectStatus(await put(bench, "kms-id", { ...KMS, [KEY]: id }), 200);
      assert.equal(byId.headers[KEY], keyOf(bench));
      const own = expectStatus(
        await put(bench, "kms-own", { ...KMS, [`${SSE}-bucket-key-enabled`]: "true" }),
        200,
      );
      assert.match(String(own.headers[KEY]), /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-f-]{36}$/);
      assert.notEqual(own.headers[KEY], keyOf(bench));
      assert.equal(own.headers[`${SSE}-bucket-key-enabled`], "true");
    },
  },
  ...(
    [
      ["is no id", "fake-key-id"],
      ["does not exist", "134f2428-cec1-4b25-a1ae-9048164dba47"],
      [
        "is of another region",
        "arn:aws:kms:ap-south-1:000000000000:key/134f2428-cec1-4b25-a1ae-9048164dba47",
      ],
    ] as const
  ).map(
    ([what, key]): Case => ({
      name: `a key of KMS that ${what} encrypts nothing`,
      differs: NO_KMS,
      run: async (bench) => {
        const headers = { ...KMS, [KEY]: key };
        expectError(await put(bench, "kms-none", headers), 400, "KMS.NotFoundException");
        const [begun] = await multipart(bench, await bench.bucket(), "kms-none", headers);
        if (begun) expectError(begun, 400, "KMS.NotFoundException");
        assert.equal(await bench.exists("kms-none"), false);
      },
    }),
  ),
  {
    name: "the parts of a multipart upload are encrypted as it was begun",
    differs: NO_KMS,
    run: async (bench) => {
      const headers = { ...KMS, [KEY]: keyOf(bench) };
      for (const answer of await multipart(bench, await bench.bucket(), "kms-parts", headers))
        assert.deepEqual(
          [answer.status, answer.headers[SSE], answer.headers[KEY]],
          [200, "aws:kms", keyOf(bench)],
        );
    },
  },
  ...(
    [
      ["an unknown method", { [SSE]: "ROT13" }],
      ["a key without a method", { [KEY]: "134f2428-cec1-4b25-a1ae-9048164dba47" }],
      ["a key beside S3's own", { [SSE]: "AES256", [KEY]: "134f2428-cec1-4b25-a1ae-9048164dba47" }],
      ["a context that is none", { ...KMS, [`${SSE}-context`]: "e30K!" }],
    ] as [string, Record<string, string>][]
  ).map(
    ([what, headers]): Case => ({
      name: `${what} is no encryption`,
      ...(SSE in headers ? { differs: WITHOUT } : {}),
      run: async (bench) => {
        expectError(await put(bench, "sse-wrong", headers), 400, "InvalidArgument");
        assert.equal(await bench.exists("sse-wrong"), false);
      },
    }),
  ),
  {
    name: "reads and parts name no encryption",
    differs: WITHOUT,
    run: async (bench) => {
      await bench.put("sse-read");
      const path = pathOf(await bench.bucket(), "sse-read");
      const headers = { [SSE]: "AES256" };
      expectError(await bench.signed({ path, headers }), 400, "InvalidArgument");
      const begun = await bench.signed({ method: "POST", path, query: { uploads: "" } });
      const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1] ?? "";
      const query = { partNumber: "1", uploadId };
      expectError(
        await bench.signed({ method: "PUT", path, query, headers, body: "x" }),
        400,
        "InvalidArgument",
      );
    },
  },
  {
    name: "a customer's own key is not sent over plain HTTP",
    run: async (bench) => {
      if (bench.target.endpoint.startsWith("https:")) return;
      const key = Buffer.alloc(32, 7);
      const headers = {
        [`${SSE}-customer-algorithm`]: "AES256",
        [`${SSE}-customer-key`]: key.toString("base64"),
        [`${SSE}-customer-key-MD5`]: createHash("md5").update(key).digest("base64"),
      };
      expectError(await put(bench, "sse-c", headers), 400, "InvalidRequest");
      assert.equal(await bench.exists("sse-c"), false);
    },
  },
  {
    name: "a copy is encrypted as its own request says, not as its source is",
    differs: NO_KMS,
    run: async (bench) => {
      const bucket = await bench.bucket();
      await put(bench, "copy-kms", { ...KMS, [KEY]: keyOf(bench) });
      const source = { "x-amz-copy-source": `/${bucket}/copy-kms` };
      const copy = async (headers: Record<string, string>) =>
        await bench.signed({
          method: "PUT",
          path: pathOf(bucket, "copy-of-kms"),
          headers: { ...source, ...headers },
        });
      assert.equal(expectStatus(await copy({}), 200).headers[SSE], "AES256");
      const again = expectStatus(await copy({ ...KMS, [KEY]: keyOf(bench) }), 200);
      assert.equal(again.headers[KEY], keyOf(bench));
    },
  },
  {
    name: "a copy onto itself may change the encryption alone",
    differs: NO_KMS,
    run: async (bench) => {
      const bucket = await bench.bucket();
      await bench.put("copy-itself");
      const headers = { "x-amz-copy-source": `/${bucket}/copy-itself`, ...KMS };
      const copy = await bench.signed({ method: "PUT", path: pathOf(bucket, "copy-itself"), headers });
      assert.equal(expectStatus(copy, 200).headers[SSE], "aws:kms");
    },
  },
  {
    name: "a bucket's encryption is S3's own until it is set, and again once it is removed",
    differs: { ceph16: unimitated("has no encryption of a bucket", ENCRYPTION) },
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      const asked = async () => {
        const answer = await bench.s3.send(new GetBucketEncryptionCommand({ Bucket }));
        return answer.ServerSideEncryptionConfiguration?.Rules?.[0];
      };
      assert.equal((await asked())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, "AES256");
      await setDefault(bench, Bucket, { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyOf(bench) }, true);
      assert.equal((await asked())?.BucketKeyEnabled, true);
      const { headers } = expectStatus(await put(bench, "k", {}, Bucket), 200);
      assert.deepEqual(
        [headers[SSE], headers[KEY], headers[`${SSE}-bucket-key-enabled`]],
        ["aws:kms", keyOf(bench), "true"],
      );
      assert.equal((await put(bench, "own", { [SSE]: "AES256" }, Bucket)).headers[SSE], "AES256");
      await bench.s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
      assert.equal((await asked())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, "AES256");
    },
  },
  {
    name: "a bucket's encryption that makes no sense is refused",
    differs: { ceph16: unimitated("has no encryption of a bucket", ENCRYPTION) },
    run: async (bench) => {
      const Bucket = await bench.newBucket();
      const wrong = setDefault(bench, Bucket, { SSEAlgorithm: "AES256", KMSMasterKeyID: "some-key" });
      await refused(wrong, 400, "InvalidArgument");
      await refused(setDefault(bench, Bucket, { SSEAlgorithm: "ROT13" as "AES256" }), 400, "MalformedXML");
    },
  },
  {
    name: "a bucket can demand a key of KMS: whole objects, parts and copies come with it or not at all",
    differs: NO_KMS,
    run: async (bench) => {
      const key = keyOf(bench);
      const bucket = await bucketWith(
        bench,
        deny("s3:PutObject", "/*", { Condition: { StringNotEquals: { [`s3:${SSE}`]: "aws:kms" } } }),
        deny("s3:PutObject", "/*", { Condition: { StringNotEquals: { [`s3:${KEY}`]: key } } }),
      );
      const good = { ...KMS, [KEY]: key };
      for (const headers of [{}, { [SSE]: "AES256" }, KMS]) {
        expectError(await put(bench, "k", headers, bucket), 403, "AccessDenied");
        const [begun] = await multipart(bench, bucket, "m", headers);
        assert.equal(begun?.code, "AccessDenied");
      }
      expectStatus(await put(bench, "k", good, bucket), 200);
      const answers = await multipart(bench, bucket, "m", good);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      );
      const source = { "x-amz-copy-source": `/${bucket}/k` };
      expectError(await put(bench, "c", source, bucket), 403, "AccessDenied");
    },
  },
  {
    name: "nobody reads what is encrypted with a key of KMS",
    differs: NO_KMS,
    run: async (bench) => {
      const bucket = await bucketWith(bench, allow("s3:GetObject"));
      expectStatus(await put(bench, "k", KMS, bucket), 200);
      expectError(await anyone(bench, { path: pathOf(bucket, "k") }), 400, "InvalidArgument");
    },
  },
];
