import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Bench, type Case, expectError, expectStatus } from "./bench";
import { HEADERS_UNSIGNED, TRAILERS_UNKNOWN } from "./differences";
import { pathOf, send, sign, type Wire } from "./wire";

const QUARTER = 15 * 60_000;

async function object(bench: Bench): Promise<Wire> {
  await bench.shared("signed", "body");
  return { path: pathOf(await bench.bucket(), "signed") };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

type Chunked = {
  /** How many bytes more than there are the request announces. */
  lengthError?: number;
  signed: boolean;
  trailer?: { name: string; value: string };
  tamper?: (body: Buffer) => Buffer;
};

/** Writes an aws-chunked body by hand, chunk signatures and all, so that no library's habit is taken for the rule. */
export async function putChunked(bench: Bench, key: string, chunks: Buffer[], options: Chunked) {
  const { signed, trailer } = options;
  const payload = signed
    ? `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer ? "-TRAILER" : ""}`
    : "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  const headers: Record<string, string> = {
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": String(
      chunks.reduce((sum, { length }) => sum + length, options.lengthError ?? 0),
    ),
    ...(trailer ? { "x-amz-trailer": trailer.name } : {}),
  };
  const wire = await sign(
    bench.target,
    { method: "PUT", path: pathOf(await bench.bucket(), key), headers },
    { payload },
  );
  const { authorization = "", "x-amz-date": date = "" } = wire.headers ?? {};
  const { region, credentials } = bench.target;
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const signingKey = ["s3", "aws4_request"].reduce<Buffer>(
    hmac,
    hmac(hmac(`AWS4${credentials.secretAccessKey}`, day), region),
  );
  let previous = /Signature=([0-9a-f]+)/.exec(authorization)?.[1] ?? "";
  const next = (algorithm: string, hashes: string[]) => {
    previous = hmac(signingKey, [algorithm, date, scope, previous, ...hashes].join("\n")).toString("hex");
    return previous;
  };
  const pieces: (Buffer | string)[] = [];
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    const signature = signed
      ? `;chunk-signature=${next("AWS4-HMAC-SHA256-PAYLOAD", [sha256(""), sha256(chunk)])}`
      : "";
    pieces.push(`${chunk.length.toString(16)}${signature}\r\n`, chunk, chunk.length > 0 ? "\r\n" : "");
  }
  if (trailer) {
    const line = `${trailer.name}:${trailer.value}`;
    pieces.push(`${line}\r\n`);
    if (signed)
      pieces.push(`x-amz-trailer-signature:${next("AWS4-HMAC-SHA256-TRAILER", [sha256(`${line}\n`)])}\r\n`);
  }
  pieces.push("\r\n");
  const body = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  return await send(bench.target, { ...wire, body: options.tamper?.(body) ?? body });
}

function crc32Of(data: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString("base64");
}

const CHUNKS = [Buffer.alloc(65_536, "a"), Buffer.alloc(10_000, "b")];
const WHOLE = Buffer.concat(CHUNKS).toString();

function flip(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  copy[1000] = "!".charCodeAt(0);
  return copy;
}

const trailerCrc32 = { name: "x-amz-checksum-crc32", value: crc32Of(Buffer.concat(CHUNKS)) };

export const signingCases: Case[] = [
  {
    name: "a request without a signature is AccessDenied",
    run: async (bench) => {
      expectError(await send(bench.target, await object(bench)), 403, "AccessDenied");
      const put = { method: "PUT", path: pathOf(await bench.bucket(), "anonymous"), body: "x" };
      expectError(await send(bench.target, put), 403, "AccessDenied");
      assert.equal(await bench.exists("anonymous"), false);
    },
  },
  {
    name: "a key that nobody has is InvalidAccessKeyId, a wrong secret SignatureDoesNotMatch",
    run: async (bench) => {
      const wire = await object(bench);
      const { credentials } = bench.target;
      const unknown = { ...credentials, accessKeyId: "NOSUCHKEY" };
      expectError(await bench.signed(wire, { credentials: unknown }), 403, "InvalidAccessKeyId");
      const wrong = { ...credentials, secretAccessKey: `${credentials.secretAccessKey}x` };
      expectError(await bench.signed(wire, { credentials: wrong }), 403, "SignatureDoesNotMatch");
    },
  },
  ...(
    [
      ["method", (wire: Wire) => ({ ...wire, method: "DELETE" })],
      ["key", (wire: Wire) => ({ ...wire, path: `${wire.path}2` })],
      ["query", (wire: Wire) => ({ ...wire, query: { "response-content-type": "text/html" } })],
      ["signed header", (wire: Wire) => ({ ...wire, headers: { ...wire.headers, range: "bytes=0-1" } })],
    ] as const
  ).map(
    ([what, tamper]): Case => ({
      name: `another ${what} than the signed one is SignatureDoesNotMatch`,
      run: async (bench) => {
        const wire = { ...(await object(bench)), headers: { range: "bytes=1-2" } };
        const signed = await sign(bench.target, wire);
        assert.equal(expectStatus(await send(bench.target, signed), 206).text, "od");
        expectError(await send(bench.target, tamper(signed)), 403, "SignatureDoesNotMatch");
        assert.equal(await bench.exists("signed"), true);
      },
    }),
  ),
  {
    name: "an x-amz header that was not signed is refused",
    differs: { ceph16: HEADERS_UNSIGNED },
    run: async (bench) => {
      const signed = await sign(bench.target, {
        method: "PUT",
        path: pathOf(await bench.bucket(), "slipped"),
        body: "x",
      });
      const headers = { ...signed.headers, "x-amz-meta-slipped": "in" };
      expectError(await send(bench.target, { ...signed, headers }), 403, "AccessDenied");
      assert.equal(await bench.exists("slipped"), false);
    },
  },
  {
    name: "a clock more than 15 minutes off is RequestTimeTooSkewed",
    run: async (bench) => {
      const wire = await object(bench);
      for (const offset of [-QUARTER - 60_000, QUARTER + 60_000])
        expectError(
          await bench.signed(wire, { at: new Date(Date.now() + offset) }),
          403,
          "RequestTimeTooSkewed",
        );
      for (const offset of [-QUARTER + 60_000, QUARTER - 60_000])
        expectStatus(await bench.signed(wire, { at: new Date(Date.now() + offset) }), 200);
    },
  },
  {
    name: "a request without a date is refused",
    run: async (bench) => {
      const { headers = {}, ...wire } = await sign(bench.target, await object(bench));
      const { "x-amz-date": _date, ...others } = headers;
      assert.equal((await send(bench.target, { ...wire, headers: others })).status, 403);
    },
  },
  {
    name: "an Authorization header that makes no sense is refused",
    run: async (bench) => {
      const { headers = {}, ...wire } = await sign(bench.target, await object(bench));
      const { authorization = "" } = headers;
      for (const broken of [
        "AWS4-HMAC-SHA256 nonsense",
        authorization.replace("/s3/", "/sqs/"),
        authorization.replace(/, Signature=.*/, ""),
      ]) {
        const { status } = await send(bench.target, {
          ...wire,
          headers: { ...headers, authorization: broken },
        });
        assert.ok(status === 400 || status === 403, `${broken}: ${status}`);
      }
    },
  },
  {
    name: "a body in signed chunks is decoded",
    run: async (bench) => {
      expectStatus(await putChunked(bench, "chunks", CHUNKS, { signed: true }), 200);
      assert.equal(await bench.read("chunks"), WHOLE);
    },
  },
  {
    name: "the encoding of a chunked body is not kept with the object",
    differs: {
      ceph16: {
        store: "keeps `aws-chunked`",
        cooper: "sends no such bodies, nor does a browser",
      },
    },
    run: async (bench) => {
      expectStatus(await putChunked(bench, "chunks-encoding", CHUNKS, { signed: true }), 200);
      assert.equal((await bench.head("chunks-encoding")).ContentEncoding, undefined);
    },
  },
  {
    name: "a chunk that is not the signed one leaves no object",
    run: async (bench) => {
      const answer = await putChunked(bench, "chunks-bad", CHUNKS, { signed: true, tamper: flip });
      assert.ok([400, 403].includes(answer.status), `status ${answer.status}`);
      assert.equal(await bench.exists("chunks-bad"), false);
    },
  },
  {
    name: "a body in unsigned chunks with a trailing checksum is decoded",
    differs: { ceph16: TRAILERS_UNKNOWN },
    run: async (bench) => {
      expectStatus(await putChunked(bench, "trailer", CHUNKS, { signed: false, trailer: trailerCrc32 }), 200);
      assert.equal(await bench.read("trailer"), WHOLE);
    },
  },
  {
    name: "a wrong trailing checksum leaves no object",
    run: async (bench) => {
      const answer = await putChunked(bench, "trailer-bad", CHUNKS, {
        signed: false,
        trailer: trailerCrc32,
        tamper: flip,
      });
      assert.equal(answer.status >= 400 && answer.status < 500, true, `status ${answer.status}`);
      assert.equal(await bench.exists("trailer-bad"), false);
    },
  },
  {
    name: "signed chunks with a signed trailer are decoded, and a changed trailer refused",
    differs: { ceph16: TRAILERS_UNKNOWN },
    run: async (bench) => {
      expectStatus(
        await putChunked(bench, "signed-trailer", CHUNKS, { signed: true, trailer: trailerCrc32 }),
        200,
      );
      assert.equal(await bench.read("signed-trailer"), WHOLE);
      const tamper = (body: Buffer) =>
        Buffer.from(body.toString("latin1").replace(/(trailer-signature:)./, "$1g"), "latin1");
      const options = { signed: true, trailer: trailerCrc32, tamper };
      expectError(
        await putChunked(bench, "signed-trailer-bad", CHUNKS, options),
        403,
        "SignatureDoesNotMatch",
      );
      assert.equal(await bench.exists("signed-trailer-bad"), false);
    },
  },
  ...([1, -1] as const).map(
    (lengthError): Case => ({
      name: `a chunked body ${lengthError > 0 ? "shorter" : "longer"} than its announced length leaves no object`,
      run: async (bench) => {
        const answer = await putChunked(bench, "chunks-length", CHUNKS, { signed: true, lengthError });
        assert.ok(answer.status >= 400 && answer.status < 500, `status ${answer.status}`);
        assert.equal(await bench.exists("chunks-length"), false);
      },
    }),
  ),
  {
    name: "a chunked body that ends within a chunk leaves no object",
    run: async (bench) => {
      const tamper = (body: Buffer) => body.subarray(0, 40_000);
      const answer = await putChunked(bench, "chunks-short", CHUNKS, { signed: true, tamper });
      assert.ok(answer.status >= 400 && answer.status < 500, `status ${answer.status}`);
      assert.equal(await bench.exists("chunks-short"), false);
    },
  },
];
