import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { putChunked } from "./signing";
import { pathOf } from "./wire";

const CHUNKS = [Buffer.alloc(8192, "a"), Buffer.from("end")];

function crc32Of(data: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString("base64");
}

const trailer = { name: "x-amz-checksum-crc32", value: crc32Of(Buffer.concat(CHUNKS)) };
const KNOWS_NONE = "knows no trailing checksums";

type Broken = [what: string, from: RegExp, to: string, status: number, code: string];

/** Text of the body changed on its way; Latin-1 keeps its bytes. */
function replaced(from: RegExp, to: string) {
  return (body: Buffer) => {
    const text = body.toString("latin1");
    assert.match(text, from);
    return Buffer.from(text.replace(from, to), "latin1");
  };
}

async function refusedChunks(
  bench: Bench,
  signed: boolean,
  [what, from, to, status, code]: Broken,
): Promise<void> {
  const key = `chunks/${what}`;
  const answer = await putChunked(bench, key, CHUNKS, { signed, trailer, tamper: replaced(from, to) });
  expectError(answer, status, code);
  assert.equal(await bench.exists(key), false);
}

export const chunkCases: Case[] = [
  {
    name: "all chunks but the last have 8 KiB at least",
    differs: { ceph16: { store: KNOWS_NONE, cooper: "sends no such chunks" } },
    run: async (bench) => {
      const put = async (key: string, size: number) => {
        const chunks = [Buffer.alloc(size, "a"), Buffer.from("end")];
        const value = crc32Of(Buffer.concat(chunks));
        return await putChunked(bench, key, chunks, { signed: true, trailer: { ...trailer, value } });
      };
      expectError(await put("chunks/8191", 8191), 403, "InvalidChunkSizeError");
      assert.equal(await bench.exists("chunks/8191"), false);
      expectStatus(await put("chunks/8192", 8192), 200);
    },
  },
  ...(
    [
      ["without the trailer announced", /x-amz-checksum-crc32:.*\r\n/, "", 400, "MalformedTrailerError"],
      [
        "with another trailer",
        /x-amz-checksum-crc32:/,
        "x-amz-checksum-crc32c:",
        400,
        "MalformedTrailerError",
      ],
      [
        "with one trailer more",
        /(x-amz-checksum-crc32:.*\r\n)/,
        "$1x-more:1\r\n",
        400,
        "MalformedTrailerError",
      ],
      ["with its trailer twice", /(x-amz-checksum-crc32:.*\r\n)/, "$1$1", 400, "MalformedTrailerError"],
      ["with a trailer that is no checksum", /(x-amz-checksum-crc32:).*/, "$1none", 400, "InvalidRequest"],
      ["with bytes behind its end", /$/, "x", 400, "IncompleteBody"],
      ["with more bytes in a chunk than said", /aa\r\n3/, "aaa\r\n3", 400, "IncompleteBody"],
    ] as Broken[]
  ).map(
    (broken): Case => ({
      name: `a body in unsigned chunks ${broken[0]} is refused`,
      run: async (bench) => await refusedChunks(bench, false, broken),
      differs: { ceph16: { store: KNOWS_NONE, cooper: "sends no such chunks" } },
    }),
  ),
  {
    name: "signed chunks with an unsigned trailer are refused",
    differs: { ceph16: { store: KNOWS_NONE, cooper: "sends no such chunks" } },
    run: async (bench) =>
      await refusedChunks(bench, true, [
        "unsigned trailer",
        /x-amz-trailer-signature:.*\r\n/,
        "",
        400,
        "MalformedTrailerError",
      ]),
  },
  {
    name: "a trailer that was not announced is refused",
    differs: { ceph16: { store: KNOWS_NONE, cooper: "sends no such chunks" } },
    run: async (bench) => {
      const tamper = replaced(/\r\n$/, `${trailer.name}:${trailer.value}\r\n\r\n`);
      const answer = await putChunked(bench, "chunks/unannounced", CHUNKS, { signed: false, tamper });
      expectError(answer, 400, "MalformedTrailerError");
      assert.equal(await bench.exists("chunks/unannounced"), false);
    },
  },
  {
    name: "a trailer that S3 does not have is refused",
    differs: { ceph16: { store: KNOWS_NONE, cooper: "sends no such chunks" } },
    run: async (bench) => {
      const other = { name: "x-amz-checksum-md4", value: trailer.value };
      const answer = await putChunked(bench, "chunks/md4", CHUNKS, { signed: false, trailer: other });
      expectError(answer, 400, "InvalidRequest");
    },
  },
  {
    name: "chunks are announced with their decoded length",
    differs: { ceph16: { store: KNOWS_NONE, cooper: "sends no such chunks" } },
    run: async (bench) => {
      const path = pathOf(await bench.bucket(), "chunks/no-length");
      const payload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
      const body = `0\r\n${trailer.name}:AAAAAA==\r\n\r\n`;
      const headers = { "x-amz-trailer": trailer.name, "content-encoding": "aws-chunked" };
      const answer = await bench.signed({ method: "PUT", path, headers, body }, { payload });
      expectError(answer, 411, "MissingContentLength");
    },
  },
];
