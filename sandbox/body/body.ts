import { S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import { MAX_PART } from "../limits";
import type { Claim } from "../signature/claim";
import type { SigningKey } from "../signature/verify";
import { type Checksum, type ChecksumName, isChecksumValue } from "./checksums";
import { decodeChunked } from "./chunked";
import { type Stated, statedChecksum } from "./stated";
import { Tally } from "./tally";

function parseLength(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw new S3Error("InvalidArgument", "A length must be a number of bytes.");
  return Number(text);
}

function contentMd5(request: S3Request): string | null {
  const value = header(request, "content-md5");
  if (value === undefined) return null;
  if (Buffer.from(value, "base64").length !== 16 || Buffer.from(value, "base64").toString("base64") !== value)
    throw new S3Error("InvalidDigest", undefined, { details: { "Content-MD5": value } });
  return value;
}

/**
 * A request's body, decoded. Its bytes may be used only once the iteration has ended: all that the request promised
 * about them (length, hash, chunk signatures, MD5, checksum) is checked on the way, and a broken promise throws.
 */
export class Body {
  /** The decoded length, known beforehand; null where the request has no body. */
  readonly length: number | null;
  readonly #streaming: boolean;
  #checksum: Checksum | null = null;
  #stated: { checksum: Stated | null } | null = null;
  /** Fed while the body is read. */
  readonly tally = new Tally();
  #consumed = false;
  #ended = false;

  constructor(
    readonly request: S3Request,
    readonly claim: Claim,
    readonly key: SigningKey,
    /** Whether an `x-amz-checksum-*` header speaks of an object to be put together rather than of these bytes. */
    readonly checksumOfObject = false,
  ) {
    this.#streaming = claim.payloadHash.startsWith("STREAMING-");
    const length = parseLength(header(request, "content-length"));
    const decoded = parseLength(header(request, "x-amz-decoded-content-length"));
    if (this.#streaming && decoded === null) throw new S3Error("MissingContentLength");
    const chunkedTransfer = header(request, "transfer-encoding") !== undefined;
    if (chunkedTransfer && !this.#streaming) throw new S3Error("MissingContentLength");
    this.length = this.#streaming ? decoded : length;
    if ((this.length ?? 0) > MAX_PART)
      throw new S3Error("EntityTooLarge", undefined, {
        details: { ProposedSize: this.length ?? 0, MaxSizeAllowed: MAX_PART },
      });
  }

  /** The checksum that the client stated and the bytes kept; null until the body was read. */
  get checksum(): Checksum | null {
    return this.#checksum;
  }

  /** What the request says about these bytes, before they are read. */
  get stated(): Stated | null {
    this.#stated ??= { checksum: this.checksumOfObject ? null : statedChecksum(this.request) };
    return this.#stated.checksum;
  }

  get hasDigest(): boolean {
    return header(this.request, "content-md5") !== undefined || this.stated !== null;
  }

  /** Has a checksum taken of the bytes, whether or not the client stated one; ask before they are read. */
  take(name: ChecksumName): void {
    this.tally.take(name);
  }

  /** What was taken, once the bytes were read. */
  taken(name: ChecksumName): Checksum {
    if (!this.#ended) throw new Error("A body has its checksums once it was read.");
    return { name, value: this.tally.value(name) };
  }

  /** The content, and at its end what a trailer says of it. */
  #decoded(): AsyncIterator<Buffer, string | null | undefined> {
    const { claim, key, request } = this;
    if (!this.#streaming) return request.stream[Symbol.asyncIterator]();
    return decodeChunked(request.stream, {
      claim,
      key,
      signed: claim.payloadHash.startsWith("STREAMING-AWS4"),
      trailer: claim.payloadHash.endsWith("-TRAILER")
        ? (header(request, "x-amz-trailer")?.trim().toLowerCase() ?? null)
        : null,
    });
  }

  async *read(): AsyncGenerator<Buffer> {
    if (this.#consumed) throw new Error("A body is read once.");
    this.#consumed = true;
    const md5Wanted = contentMd5(this.request);
    const { stated, tally } = this;
    const hashWanted = /^[0-9a-f]{64}$/.test(this.claim.payloadHash);
    if (hashWanted) tally.take("sha256");
    if (md5Wanted !== null) tally.take("md5");
    if (stated !== null) this.take(stated.name);
    const limit = this.length ?? 0;
    let size = 0;
    const source = this.#decoded();
    let step = await source.next();
    for (; !step.done; step = await source.next()) {
      size += step.value.length;
      this.request.decoded?.(step.value.length);
      if (size > limit) throw new S3Error("IncompleteBody");
      tally.update(step.value);
      yield step.value;
    }
    if (size !== limit) throw new S3Error("IncompleteBody");
    this.#ended = true;
    if (hashWanted && tally.hex("sha256") !== this.claim.payloadHash)
      throw new S3Error("XAmzContentSHA256Mismatch", undefined, {
        details: {
          ClientComputedContentSHA256: this.claim.payloadHash,
          S3ComputedContentSHA256: tally.hex("sha256"),
        },
      });
    if (md5Wanted !== null && tally.value("md5") !== md5Wanted)
      throw new S3Error("BadDigest", undefined, {
        details: { ExpectedDigest: md5Wanted, CalculatedDigest: tally.value("md5") },
      });
    if (stated !== null) this.#keep(stated, step.value ?? null, this.taken(stated.name).value);
  }

  #keep(stated: Stated, trailer: string | null, computed: string): void {
    const value = stated.value ?? trailer;
    if (value === null || !isChecksumValue(stated.name, value))
      throw new S3Error(
        "InvalidRequest",
        `Value for x-amz-checksum-${stated.name} trailing header is invalid.`,
      );
    if (value !== computed)
      throw new S3Error(
        "BadDigest",
        `The ${stated.name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    this.#checksum = { name: stated.name, value };
  }

  /** The whole body as text, for XML; anything larger than the limit is refused. */
  async text(limit: number): Promise<string> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.read()) {
      size += piece.length;
      if (size > limit)
        throw new S3Error("MaxMessageLengthExceeded", undefined, {
          details: { MaxMessageLengthBytes: limit },
        });
      pieces.push(piece);
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
    } catch (cause) {
      throw new S3Error("MalformedXML", undefined, { cause });
    }
  }
}
