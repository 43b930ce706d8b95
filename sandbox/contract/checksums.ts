import assert from "node:assert/strict";
import { CopyObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { CHECKSUMS_IGNORED, TRAILERS_UNKNOWN } from "./differences";
import { putChunked } from "./signing";
import { DIGITS, SUM_NAMES, SUMS, type SumName, wrongSum } from "./sums";
import { type Answer, pathOf, type Wire } from "./wire";

const IGNORED = { ceph16: CHECKSUMS_IGNORED };

async function putWire(bench: Bench, key: string, headers: Record<string, string> = {}): Promise<Wire> {
  return { method: "PUT", path: pathOf(await bench.bucket(), key), headers, body: DIGITS };
}

async function put(bench: Bench, key: string, headers: Record<string, string>): Promise<Answer> {
  return await bench.signed(await putWire(bench, key, headers));
}

async function headWithChecksum(bench: Bench, key: string): Promise<Answer> {
  const path = pathOf(await bench.bucket(), key);
  return await bench.signed({ method: "HEAD", path, headers: { "x-amz-checksum-mode": "ENABLED" } });
}

/** What an answer's headers say of a checksum: all of it, and nothing else. */
function told(answer: Answer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => name.startsWith("x-amz-checksum-")),
  );
}

function whole(name: SumName, value: string = SUMS[name]) {
  return { [`x-amz-checksum-${name}`]: value, "x-amz-checksum-type": "FULL_OBJECT" };
}

async function copy(bench: Bench, from: string, to: string, ChecksumAlgorithm?: "SHA256" | "CRC32C") {
  const Bucket = await bench.bucket();
  const { CopyObjectResult } = await bench.s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: to,
      CopySource: `${Bucket}/${from}`,
      ...(ChecksumAlgorithm ? { ChecksumAlgorithm } : {}),
    }),
  );
  return CopyObjectResult;
}

const perAlgorithm = SUM_NAMES.flatMap((name): Case[] => [
  {
    name: `a ${name} in a header is told after the PUT and, on demand, by HEAD and GET`,
    differs: IGNORED,
    run: async (bench) => {
      const key = `told-${name}`;
      const answer = expectStatus(await put(bench, key, { [`x-amz-checksum-${name}`]: SUMS[name] }), 200);
      assert.deepEqual(told(answer), whole(name));
      assert.deepEqual(told(await headWithChecksum(bench, key)), whole(name));
      const path = pathOf(await bench.bucket(), key);
      const read = await bench.signed({ path, headers: { "x-amz-checksum-mode": "ENABLED" } });
      assert.deepEqual(told(read), whole(name));
      assert.deepEqual(told(await bench.signed({ method: "HEAD", path })), {});
    },
  },
  ...[false, true].map(
    (signed): Case => ({
      name: `a ${name} in ${signed ? "a signed" : "an unsigned"} trailer is checked and told`,
      differs: { ceph16: TRAILERS_UNKNOWN },
      run: async (bench) => {
        const key = `trail-${name}-${signed}`;
        const send = (to: string, value: string) =>
          putChunked(bench, to, [Buffer.from(DIGITS)], {
            signed,
            trailer: { name: `x-amz-checksum-${name}`, value },
          });
        assert.deepEqual(told(expectStatus(await send(key, SUMS[name]), 200)), whole(name));
        assert.equal(await bench.read(key), DIGITS);
        assert.deepEqual(told(await headWithChecksum(bench, key)), whole(name));
        expectError(await send(`${key}-bad`, wrongSum(name)), 400, "BadDigest");
        assert.equal(await bench.exists(`${key}-bad`), false);
      },
    }),
  ),
  {
    name: `a ${name} of another length, of parts or of no base64 is InvalidRequest`,
    differs: IGNORED,
    run: async (bench) => {
      const field = `x-amz-checksum-${name}`;
      for (const value of ["AAAA", `${SUMS[name]}-1`, "not base64!", SUMS[name].replace(/.$/, "")]) {
        const answer = expectError(await put(bench, "unfit", { [field]: value }), 400, "InvalidRequest");
        assert.ok(answer.text.includes(`Value for ${field} header is invalid.`), answer.text);
      }
      assert.equal(await bench.exists("unfit"), false);
    },
  },
]);

export const checksumCases: Case[] = [
  ...perAlgorithm,
  {
    name: "a wrong checksum is refused in S3's words",
    differs: IGNORED,
    run: async (bench) => {
      const answer = await put(bench, "words", { "x-amz-checksum-crc32": wrongSum("crc32") });
      expectError(answer, 400, "BadDigest");
      assert.ok(answer.text.includes("The CRC32 you specified did not match the calculated checksum."));
    },
  },
  {
    name: "an object without a checksum gets a CRC64NVME",
    differs: IGNORED,
    run: async (bench) => {
      assert.deepEqual(told(expectStatus(await put(bench, "sums/default", {}), 200)), whole("crc64nvme"));
      assert.deepEqual(told(await headWithChecksum(bench, "sums/default")), whole("crc64nvme"));
    },
  },
  {
    name: "a listing names the checksums' algorithms and types",
    differs: IGNORED,
    run: async (bench) => {
      await put(bench, "listed-sums/a", {});
      await put(bench, "listed-sums/b", { "x-amz-checksum-sha1": SUMS.sha1 });
      const input = { Bucket: await bench.bucket(), Prefix: "listed-sums/" };
      const { Contents } = await bench.s3.send(new ListObjectsV2Command(input));
      assert.deepEqual(
        Contents?.map(({ ChecksumAlgorithm, ChecksumType }) => [ChecksumAlgorithm, ChecksumType]),
        [
          [["CRC64NVME"], "FULL_OBJECT"],
          [["SHA1"], "FULL_OBJECT"],
        ],
      );
    },
  },
  {
    name: "a checksum is told with all bytes and with no part of them",
    differs: IGNORED,
    run: async (bench) => {
      await put(bench, "sums/range", {});
      const path = pathOf(await bench.bucket(), "sums/range");
      for (const [range, expected] of [
        ["bytes=0-7", {}],
        ["bytes=0-99", whole("crc64nvme")],
        ["bytes=-9", whole("crc64nvme")],
      ] as const) {
        const answer = await bench.signed({ path, headers: { range, "x-amz-checksum-mode": "ENABLED" } });
        assert.deepEqual(told(expectStatus(answer, 206)), expected, range);
      }
    },
  },
  {
    name: "a declared algorithm without its checksum is InvalidRequest",
    differs: IGNORED,
    run: async (bench) => {
      const declared = { "x-amz-sdk-checksum-algorithm": "SHA256" };
      expectError(await put(bench, "declared", declared), 400, "InvalidRequest");
      const other = { ...declared, "x-amz-checksum-sha1": SUMS.sha1 };
      expectError(await put(bench, "declared", other), 400, "InvalidRequest");
      const unknown = { ...declared, "x-amz-sdk-checksum-algorithm": "ADLER32" };
      expectError(await put(bench, "declared", unknown), 400, "InvalidRequest");
      assert.equal(await bench.exists("declared"), false);
    },
  },
  {
    name: "a copy has its source's checksum, or one of the asked algorithm",
    differs: IGNORED,
    run: async (bench) => {
      await put(bench, "sums/source", { "x-amz-checksum-sha1": SUMS.sha1 });
      const same = await copy(bench, "sums/source", "sums/same");
      assert.deepEqual([same?.ChecksumSHA1, same?.ChecksumType], [SUMS.sha1, "FULL_OBJECT"]);
      const other = await copy(bench, "sums/source", "sums/other", "SHA256");
      assert.deepEqual([other?.ChecksumSHA256, other?.ChecksumSHA1], [SUMS.sha256, undefined]);
      assert.deepEqual(told(await headWithChecksum(bench, "sums/other")), whole("sha256"));
    },
  },
  {
    name: "a copy with an algorithm that S3 does not have is InvalidRequest",
    differs: IGNORED,
    run: async (bench) => {
      const source = `${await bench.bucket()}/sums/adler`;
      await bench.put("sums/adler");
      const wire = await putWire(bench, "sums/adler-copy", {
        "x-amz-copy-source": source,
        "x-amz-checksum-algorithm": "ADLER32",
      });
      expectError(await bench.signed({ ...wire, body: "" }), 400, "InvalidRequest");
    },
  },
];
