import assert from "node:assert/strict";
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { CHECKSUMS_IGNORED, PARTS_SUMMED } from "./differences";
import { crcOf, shaOf } from "./sums";
import { type Answer, pathOf } from "./wire";

const IGNORED = { ceph16: CHECKSUMS_IGNORED };
const FIVE = Buffer.alloc(5 * 1024 * 1024, "five");
const TAIL = "tail";

type Upload = { Bucket: string; Key: string; UploadId: string };
type Named = { number: number; etag: string; sums?: Record<string, string> };

async function begin(bench: Bench, Key: string, algorithm?: ChecksumAlgorithm, type?: ChecksumType) {
  const Bucket = await bench.bucket();
  const { UploadId } = await bench.s3.send(
    new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ...(algorithm ? { ChecksumAlgorithm: algorithm } : {}),
      ...(type ? { ChecksumType: type } : {}),
    }),
  );
  return { Bucket, Key, UploadId: UploadId ?? "" };
}

function abort(bench: Bench, upload: Upload) {
  return bench.s3.send(new AbortMultipartUploadCommand(upload));
}

/** Over the wire: the SDK would add a checksum of its own. */
async function part(
  bench: Bench,
  { Bucket, Key, UploadId }: Upload,
  number: number,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const query = { partNumber: String(number), uploadId: UploadId };
  return await bench.signed({ method: "PUT", path: pathOf(Bucket, Key), query, headers, body });
}

async function sent(...request: Parameters<typeof part>): Promise<Named> {
  const { headers } = expectStatus(await part(...request), 200);
  return { number: request[2], etag: String(headers.etag) };
}

async function complete(
  bench: Bench,
  { Bucket, Key, UploadId }: Upload,
  parts: readonly Named[],
  headers: Record<string, string> = {},
): Promise<Answer> {
  const elements = parts.map(({ number, etag, sums = {} }) => {
    const checksums = Object.entries(sums).map(
      ([name, value]) => `<Checksum${name}>${value}</Checksum${name}>`,
    );
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${checksums.join("")}</Part>`;
  });
  const body = `<CompleteMultipartUpload>${elements.join("")}</CompleteMultipartUpload>`;
  const path = pathOf(Bucket, Key);
  return await bench.signed({ method: "POST", path, query: { uploadId: UploadId }, headers, body });
}

function element(answer: Answer, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.text)?.[1];
}

async function told(bench: Bench, { Bucket, Key }: Upload, headers: Record<string, string> = {}) {
  const asked = { "x-amz-checksum-mode": "ENABLED", ...headers };
  const answer = await bench.signed({ method: "HEAD", path: pathOf(Bucket, Key), headers: asked });
  const of = (name: string) => answer.headers[`x-amz-checksum-${name}`];
  return { type: of("type"), crc32: of("crc32"), crc64nvme: of("crc64nvme"), sha256: of("sha256") };
}

function compositeSha(bodies: readonly (Buffer | string)[]): string {
  const sums = bodies.map((body) => Buffer.from(shaOf(body), "base64"));
  return `${shaOf(Buffer.concat(sums))}-${bodies.length}`;
}

async function uploadComposite(bench: Bench, key: string) {
  const upload = await begin(bench, key, "SHA256");
  const parts = [];
  for (const [at, body] of [FIVE, TAIL].entries()) {
    const sha256 = shaOf(body);
    const named = await sent(bench, upload, at + 1, body, { "x-amz-checksum-sha256": sha256 });
    parts.push({ ...named, sums: { SHA256: sha256 } });
  }
  return { upload, parts };
}

export const multipartChecksumCases: Case[] = [
  {
    name: "an upload's checksum type follows its algorithm",
    differs: IGNORED,
    run: async (bench) => {
      const table: [string | null, string | null, string | null][] = [
        ["CRC32", null, "COMPOSITE"],
        ["CRC32C", null, "COMPOSITE"],
        ["SHA1", null, "COMPOSITE"],
        ["SHA256", null, "COMPOSITE"],
        ["CRC64NVME", null, "FULL_OBJECT"],
        ["CRC32", "FULL_OBJECT", "FULL_OBJECT"],
        ["crc32c", "FULL_OBJECT", "FULL_OBJECT"],
        ["SHA1", "FULL_OBJECT", null],
        ["SHA256", "FULL_OBJECT", null],
        ["CRC64NVME", "COMPOSITE", null],
        ["CRC32", "WHOLE", null],
        ["ADLER32", null, null],
        [null, "FULL_OBJECT", null],
      ];
      const path = pathOf(await bench.bucket(), "sums/types");
      for (const [algorithm, type, expected] of table) {
        const headers = {
          ...(algorithm ? { "x-amz-checksum-algorithm": algorithm } : {}),
          ...(type ? { "x-amz-checksum-type": type } : {}),
        };
        const answer = await bench.signed({ method: "POST", path, query: { uploads: "" }, headers });
        if (expected === null) expectError(answer, 400, "InvalidRequest");
        else {
          const { "x-amz-checksum-type": got, "x-amz-checksum-algorithm": name } = answer.headers;
          assert.deepEqual([got, name], [expected, algorithm?.toUpperCase()]);
        }
      }
      const { Uploads } = await bench.s3.send(
        new ListMultipartUploadsCommand({ Bucket: await bench.bucket(), Prefix: "sums/types" }),
      );
      assert.deepEqual(Uploads?.map(({ ChecksumAlgorithm }) => ChecksumAlgorithm).sort(), [
        ...["CRC32", "CRC32", "CRC32C", "CRC32C", "CRC64NVME", "SHA1", "SHA256"],
      ]);
    },
  },
  {
    name: "parts of a COMPOSITE upload must come with its checksum",
    differs: IGNORED,
    run: async (bench) => {
      const upload = await begin(bench, "sums/parts", "SHA256");
      expectError(await part(bench, upload, 1, TAIL), 400, "InvalidRequest");
      const crc = { "x-amz-checksum-crc32": crcOf(TAIL) };
      const other = expectError(await part(bench, upload, 1, TAIL, crc), 400, "InvalidRequest");
      assert.ok(
        other.text.includes(
          "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32",
        ),
      );
      const wrong = { "x-amz-checksum-sha256": shaOf("other") };
      expectError(await part(bench, upload, 1, TAIL, wrong), 400, "BadDigest");
      const right = { "x-amz-checksum-sha256": shaOf(TAIL) };
      const answer = expectStatus(await part(bench, upload, 1, TAIL, right), 200);
      assert.equal(answer.headers["x-amz-checksum-sha256"], shaOf(TAIL));
      const listed = await bench.s3.send(new ListPartsCommand(upload));
      assert.deepEqual([listed.ChecksumAlgorithm, listed.ChecksumType], ["SHA256", "COMPOSITE"]);
      assert.deepEqual(
        listed.Parts?.map(({ ChecksumSHA256 }) => ChecksumSHA256),
        [shaOf(TAIL)],
      );
      await abort(bench, upload);
    },
  },
  {
    name: "a COMPOSITE upload ends in a checksum of its parts' checksums",
    differs: IGNORED,
    run: async (bench) => {
      const { upload, parts } = await uploadComposite(bench, "sums/composite");
      const bare = parts.map(({ number, etag }) => ({ number, etag }));
      expectError(await complete(bench, upload, bare), 400, "InvalidRequest");
      const wrongPart = bare.map((named) => ({ ...named, sums: { SHA256: shaOf("other") } }));
      expectError(await complete(bench, upload, wrongPart), 400, "InvalidPart");
      const otherPart = bare.map((named) => ({ ...named, sums: { CRC32: crcOf(TAIL) } }));
      expectError(await complete(bench, upload, otherPart), 400, "BadDigest");
      const two = parts.map((named) => ({ ...named, sums: { ...named.sums, CRC32: crcOf(TAIL) } }));
      expectError(await complete(bench, upload, two), 400, "InvalidArgument");
      const type = { "x-amz-checksum-type": "FULL_OBJECT" };
      expectError(await complete(bench, upload, parts, type), 400, "InvalidRequest");
      const wrong = { "x-amz-checksum-sha256": `${shaOf("other")}-2` };
      expectError(await complete(bench, upload, parts, wrong), 400, "BadDigest");
      const composite = compositeSha([FIVE, TAIL]);
      const right = { "x-amz-checksum-sha256": composite };
      const done = expectStatus(await complete(bench, upload, parts, right), 200);
      assert.deepEqual(
        [element(done, "ChecksumSHA256"), element(done, "ChecksumType")],
        [composite, "COMPOSITE"],
      );
      const { type: kind, sha256 } = await told(bench, upload);
      assert.deepEqual([kind, sha256], ["COMPOSITE", composite]);
    },
  },
  {
    name: "a FULL_OBJECT upload needs no checksums of parts and ends in one of all bytes",
    differs: { ...IGNORED, minio: PARTS_SUMMED },
    run: async (bench) => {
      const upload = await begin(bench, "sums/full", "CRC32", "FULL_OBJECT");
      const first = expectStatus(await part(bench, upload, 1, FIVE), 200);
      assert.equal(first.headers["x-amz-checksum-crc32"], crcOf(FIVE));
      const parts = [{ number: 1, etag: String(first.headers.etag) }, await sent(bench, upload, 2, TAIL)];
      const full = crcOf(Buffer.concat([FIVE, Buffer.from(TAIL)]));
      const type = { "x-amz-checksum-type": "FULL_OBJECT" };
      const bad = [
        { ...type, "x-amz-checksum-crc32": crcOf("other") },
        { ...type, "x-amz-checksum-sha256": shaOf("other") },
        // Without its type S3 takes a CRC32 for one of the parts.
        { "x-amz-checksum-crc32": full },
      ];
      for (const headers of bad) expectError(await complete(bench, upload, parts, headers), 400, "BadDigest");
      expectError(
        await complete(bench, upload, parts, { "x-amz-checksum-type": "COMPOSITE" }),
        400,
        "InvalidRequest",
      );
      const done = await complete(bench, upload, parts, { ...type, "x-amz-checksum-crc32": full });
      assert.equal(element(expectStatus(done, 200), "ChecksumCRC32"), full);
      const { type: kind, crc32 } = await told(bench, upload);
      assert.deepEqual([kind, crc32], ["FULL_OBJECT", full]);
    },
  },
  {
    name: "an upload that names no algorithm ends in a CRC64NVME and takes no checksums of parts",
    differs: IGNORED,
    run: async (bench) => {
      const upload = await begin(bench, "sums/none");
      const headers = { "x-amz-checksum-crc32": crcOf("123456789") };
      const named = await sent(bench, upload, 1, "123456789", headers);
      const { Parts } = await bench.s3.send(new ListPartsCommand(upload));
      assert.equal(Parts?.[0]?.ChecksumCRC32 ?? Parts?.[0]?.ChecksumCRC64NVME, undefined);
      const withSum = [{ ...named, sums: { CRC32: crcOf("123456789") } }];
      expectError(await complete(bench, upload, withSum), 400, "InvalidPart");
      const type = { "x-amz-checksum-type": "FULL_OBJECT" };
      expectError(await complete(bench, upload, [named], type), 400, "InvalidRequest");
      const crc64nvme = Buffer.from("ae8b14860a799888", "hex").toString("base64");
      const done = expectStatus(await complete(bench, upload, [named]), 200);
      assert.equal(element(done, "ChecksumCRC64NVME"), crc64nvme);
      const { type: kind, crc64nvme: kept } = await told(bench, upload);
      assert.deepEqual([kind, kept], ["FULL_OBJECT", crc64nvme]);
    },
  },
  {
    name: "x-amz-mp-object-size must be the size of the parts",
    differs: { ceph16: { store: "ignores it", cooper: "compares the parts itself before it completes" } },
    run: async (bench) => {
      const upload = await begin(bench, "sums/size");
      const parts = [await sent(bench, upload, 1, TAIL)];
      for (const size of ["5", "-4", "four"]) {
        const headers = { "x-amz-mp-object-size": size };
        expectError(await complete(bench, upload, parts, headers), 400, "InvalidRequest");
      }
      expectStatus(await complete(bench, upload, parts, { "x-amz-mp-object-size": "4" }), 200);
    },
  },
  {
    name: "parts with checksums are numbered from 1 without a gap",
    differs: IGNORED,
    run: async (bench) => {
      const upload = await begin(bench, "sums/gap", "CRC32");
      const crc = crcOf(TAIL);
      const named = await sent(bench, upload, 2, TAIL, { "x-amz-checksum-crc32": crc });
      const parts = [{ ...named, sums: { CRC32: crc } }];
      expectError(await complete(bench, upload, parts), 400, "InvalidPartOrder");
      await abort(bench, upload);
    },
  },
  {
    name: "a copied part gets the upload's checksum from the server",
    differs: IGNORED,
    run: async (bench) => {
      await bench.put("sums/part-source", "0123456789");
      const upload = await begin(bench, "sums/part-copy", "SHA256");
      const { CopyPartResult } = await bench.s3.send(
        new UploadPartCopyCommand({
          ...upload,
          PartNumber: 1,
          CopySource: `${upload.Bucket}/sums/part-source`,
          CopySourceRange: "bytes=2-5",
        }),
      );
      assert.equal(CopyPartResult?.ChecksumSHA256, shaOf("2345"));
      const parts = [{ number: 1, etag: CopyPartResult?.ETag ?? "", sums: { SHA256: shaOf("2345") } }];
      expectStatus(await complete(bench, upload, parts), 200);
      assert.equal((await told(bench, upload)).sha256, compositeSha(["2345"]));
    },
  },
];
