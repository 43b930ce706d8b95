import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type ChecksumAlgorithm, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError } from "./bench";
import { CHECKSUMS_IGNORED } from "./differences";
import { SUMS } from "./sums";
import { pathOf, send, sign } from "./wire";

async function put(bench: Bench, key: string, headers: Record<string, string>, payload?: string) {
  const wire = { method: "PUT", path: pathOf(await bench.bucket(), key), headers, body: "123456789" };
  return await bench.signed(wire, payload === undefined ? {} : { payload });
}

export const bodyCases: Case[] = [
  {
    name: "a body that is not the signed one leaves no object",
    run: async (bench) => {
      const wrong = createHash("sha256").update("something else").digest("hex");
      expectError(await put(bench, "hash", {}, wrong), 400, "XAmzContentSHA256Mismatch");
      assert.equal(await bench.exists("hash"), false);
    },
  },
  {
    name: "an unsigned body is taken where the signature says so",
    run: async (bench) => {
      assert.equal((await put(bench, "unsigned", {}, "UNSIGNED-PAYLOAD")).status, 200);
      assert.equal(await bench.read("unsigned"), "123456789");
    },
  },
  {
    name: "Content-MD5 is checked",
    run: async (bench) => {
      const right = createHash("md5").update("123456789").digest("base64");
      assert.equal((await put(bench, "md5", { "content-md5": right })).status, 200);
      const wrong = createHash("md5").update("other").digest("base64");
      expectError(await put(bench, "md5-wrong", { "content-md5": wrong }), 400, "BadDigest");
      expectError(await put(bench, "md5-wrong", { "content-md5": "short" }), 400, "InvalidDigest");
      assert.equal(await bench.exists("md5-wrong"), false);
    },
  },
  ...Object.entries(SUMS).flatMap(([name, right]): Case[] => [
    {
      name: `a right ${name} is taken`,
      run: async (bench) => {
        assert.equal((await put(bench, `sum-${name}`, { [`x-amz-checksum-${name}`]: right })).status, 200);
      },
    },
    {
      name: `a wrong ${name} leaves no object`,
      differs: { ceph16: CHECKSUMS_IGNORED },
      run: async (bench) => {
        const bytes = Buffer.from(right, "base64").map((byte) => byte ^ 1);
        const wrong = Buffer.from(bytes).toString("base64");
        expectError(await put(bench, `bad-${name}`, { [`x-amz-checksum-${name}`]: wrong }), 400, "BadDigest");
        assert.equal(await bench.exists(`bad-${name}`), false);
      },
    },
  ]),
  {
    name: "a checksum is given back on demand",
    differs: { ceph16: CHECKSUMS_IGNORED },
    run: async (bench) => {
      const Bucket = await bench.bucket();
      await put(bench, "sum-back", { "x-amz-checksum-sha256": SUMS.sha256 });
      const got = await bench.s3.send(
        new GetObjectCommand({ Bucket, Key: "sum-back", ChecksumMode: "ENABLED" }),
      );
      assert.equal(got.ChecksumSHA256, SUMS.sha256);
      await got.Body?.transformToString();
    },
  },
  {
    name: "two checksums at once are refused",
    differs: { ceph16: CHECKSUMS_IGNORED },
    run: async (bench) => {
      const headers = { "x-amz-checksum-crc32": SUMS.crc32, "x-amz-checksum-sha1": SUMS.sha1 };
      expectError(await put(bench, "two-sums", headers), 400, "InvalidRequest");
    },
  },
  ...(["CRC32", "SHA256"] as const).map(
    (ChecksumAlgorithm: ChecksumAlgorithm): Case => ({
      name: `an SDK's own ${ChecksumAlgorithm} comes through`,
      run: async (bench) => {
        const Bucket = await bench.bucket();
        const Body = Buffer.alloc(100_000, "ab");
        await bench.s3.send(new PutObjectCommand({ Bucket, Key: "sdk", Body, ChecksumAlgorithm }));
        assert.equal(await bench.read("sdk"), Body.toString());
      },
    }),
  ),
  {
    name: "a body that breaks off leaves no object",
    run: async (bench) => {
      const wire = { method: "PUT", path: pathOf(await bench.bucket(), "cut"), body: Buffer.alloc(100_000) };
      const signed = await sign(bench.target, wire);
      await assert.rejects(send(bench.target, signed, 60_000), /cut/);
      assert.equal(await bench.exists("cut"), false);
    },
  },
  {
    name: "a length other than the signed one is refused",
    run: async (bench) => {
      const headers = { "content-length": "9" };
      const wire = {
        method: "PUT",
        path: pathOf(await bench.bucket(), "length"),
        headers,
        body: "123456789",
      };
      const signed = await sign(bench.target, wire, { payload: "UNSIGNED-PAYLOAD" });
      for (const body of ["12345678", "1234567890"]) {
        const other = {
          ...signed,
          body,
          headers: { ...signed.headers, "content-length": String(body.length) },
        };
        expectError(await send(bench.target, other), 403, "SignatureDoesNotMatch");
      }
      assert.equal(await bench.exists("length"), false);
    },
  },
  {
    name: "a PUT without a length is refused",
    run: async (bench) => {
      const wire = { method: "PUT", path: pathOf(await bench.bucket(), "endless"), body: "123" };
      const signed = await sign(bench.target, wire, { payload: "UNSIGNED-PAYLOAD" });
      const headers = { ...signed.headers, "transfer-encoding": "chunked" };
      expectError(await send(bench.target, { ...signed, headers }), 411, "MissingContentLength");
      assert.equal(await bench.exists("endless"), false);
    },
  },
];
