import { createHash } from "node:crypto";
import { S3Error } from "../errors";
import type { Claim } from "../signature/claim";
import { sha256Hex } from "../signature/sha256";
import { hmacHex, type SigningKey, sameText } from "../signature/verify";
import { LineReader } from "./line-reader";

/** S3 refuses smaller chunks, the last one excepted. */
const MIN_CHUNK = 8192;
const MAX_CHUNK = 2 ** 32;

export type ChunkedOptions = {
  claim: Pick<Claim, "longDate" | "scope" | "signature">;
  key: SigningKey;
  signed: boolean;
  /** The trailer's name that the request announced, if any. */
  trailer: string | null;
};

function signatureError(): S3Error {
  return new S3Error("SignatureDoesNotMatch");
}

class ChunkSigner {
  #previous: string;

  constructor(readonly options: ChunkedOptions) {
    this.#previous = options.claim.signature;
  }

  #verify(lines: readonly string[], provided: string): void {
    const { claim, key } = this.options;
    const [algorithm = "", ...hashes] = lines;
    const text = [algorithm, claim.longDate, claim.scope, this.#previous, ...hashes].join("\n");
    if (!sameText(hmacHex(key, text), provided)) throw signatureError();
    this.#previous = provided;
  }

  chunk(hash: string, provided: string): void {
    this.#verify(["AWS4-HMAC-SHA256-PAYLOAD", sha256Hex(""), hash], provided);
  }

  trailer(text: string, provided: string): void {
    this.#verify(["AWS4-HMAC-SHA256-TRAILER", sha256Hex(text)], provided);
  }
}

function parseChunkHead(line: string, signed: boolean): { size: number; signature: string } {
  const match = (
    signed ? /^([0-9a-fA-F]{1,9});chunk-signature=([0-9a-f]{64})$/ : /^([0-9a-fA-F]{1,9})$/
  ).exec(line);
  if (!match) {
    if (signed && /^[0-9a-fA-F]+/.test(line)) throw signatureError();
    throw new S3Error("InvalidRequest", "The body is not encoded as aws-chunked.");
  }
  const size = Number.parseInt(match[1] ?? "", 16);
  if (size > MAX_CHUNK) throw new S3Error("EntityTooLarge");
  return { size, signature: match[2] ?? "" };
}

/** The lines after the last chunk, up to the empty one: the announced checksum and, where signed, its signature. */
async function readTrailer(
  reader: LineReader,
  options: ChunkedOptions,
  signer: ChunkSigner,
): Promise<string | null> {
  const fields = new Map<string, string>();
  for (let line = await reader.line(); line !== ""; line = await reader.line()) {
    // Signing clients end the checksum's own line with a bare LF, which stands in the signed text too.
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name === "" || fields.has(name)) throw new S3Error("MalformedTrailerError");
    fields.set(name, line.slice(colon + 1).trim());
  }
  const provided = fields.get("x-amz-trailer-signature");
  fields.delete("x-amz-trailer-signature");
  const value = options.trailer === null ? undefined : fields.get(options.trailer);
  if (options.trailer === null ? fields.size > 0 : fields.size !== 1 || value === undefined)
    throw new S3Error("MalformedTrailerError");
  if (options.trailer === null || value === undefined) return null;
  if (options.signed) {
    if (provided === undefined) throw new S3Error("MalformedTrailerError");
    signer.trailer(`${options.trailer}:${value}\n`, provided);
  }
  return value;
}

/** Decodes aws-chunked; every signature is checked before the end is reached. Returns the trailer's value. */
export async function* decodeChunked(
  source: AsyncIterable<Buffer>,
  options: ChunkedOptions,
): AsyncGenerator<Buffer, string | null> {
  const reader = new LineReader(source);
  const signer = new ChunkSigner(options);
  let previousSize = MIN_CHUNK;
  for (;;) {
    const { size, signature } = parseChunkHead(await reader.line(), options.signed);
    if (size > 0 && previousSize < MIN_CHUNK) throw new S3Error("InvalidChunkSizeError");
    if (size > 0) previousSize = size;
    const hash = createHash("sha256");
    for await (const piece of reader.bytes(size)) {
      if (options.signed) hash.update(piece);
      yield piece;
    }
    if (options.signed) signer.chunk(hash.digest("hex"), signature);
    if (size === 0) break;
    if ((await reader.line()) !== "") throw new S3Error("IncompleteBody");
  }
  // Without trailers the empty chunk's own line end closes the body; clients differ in whether they send it.
  const trailer =
    options.trailer === null && (await reader.atEnd()) ? null : await readTrailer(reader, options, signer);
  if (!(await reader.atEnd())) throw new S3Error("IncompleteBody");
  return trailer;
}
