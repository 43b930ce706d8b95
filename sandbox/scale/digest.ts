import { type CrcName, combineCrcs } from "../body/combine";
import { Tally } from "../body/tally";
import { S3Error } from "../errors";
import type { Digests, Segment } from "../store/blobs";
import type { Bucket } from "../store/bucket";
import type { ObjectRecord } from "../store/versions";

/** CRCs in base64, as S3 writes them; MD5 and SHA-256 in hex. Null where the bytes are gone. */
export type Digest = Record<CrcName, string> & {
  size: number;
  etag: string;
  md5: string | null;
  sha256: string | null;
  /** One for a plain object, one a part for one of many parts. */
  parts: { size: number; md5: string | null }[];
};

export type DigestOptions = {
  /** Of these bytes alone, both ends included; not where the bytes are gone. */
  range?: { start: number; end: number };
  /** Hashing terabytes takes its time: this ends it. */
  signal?: AbortSignal;
};

type Hashes = Pick<Digest, CrcName | "md5" | "sha256">;

function discardedDigests(segments: readonly Segment[]): (Digests & { size: number })[] | null {
  const known = segments.flatMap(({ digests, size }) => (digests ? [{ ...digests, size }] : []));
  return segments.length > 0 && known.length === segments.length ? known : null;
}

function combined(pieces: readonly (Digests & { size: number })[]): Hashes {
  const crc = (name: CrcName) =>
    combineCrcs(
      name,
      pieces.map((piece) => ({ value: piece[name], size: piece.size })),
    );
  return {
    crc32: crc("crc32"),
    crc32c: crc("crc32c"),
    crc64nvme: crc("crc64nvme"),
    md5: pieces.length === 1 ? (pieces[0]?.md5 ?? null) : null,
    sha256: null,
  };
}

async function computed(bucket: Bucket, record: ObjectRecord, options: DigestOptions): Promise<Hashes> {
  const { start, end } = options.range ?? { start: 0, end: record.size - 1 };
  if (options.range && (start < 0 || end < start || end >= record.size)) throw new S3Error("InvalidRange");
  const tally = new Tally();
  for (const name of ["crc32", "crc32c", "crc64nvme", "md5", "sha256"] as const) tally.take(name);
  bucket.blobs.pin(record.segments);
  try {
    for await (const piece of bucket.blobs.read(record.segments, start, end)) {
      options.signal?.throwIfAborted();
      tally.update(piece);
      // Computed bytes are there at once: without a break nothing else would be served meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await bucket.blobs.release(record.segments);
  }
  return {
    crc32: tally.value("crc32"),
    crc32c: tally.value("crc32c"),
    crc64nvme: tally.value("crc64nvme"),
    md5: tally.hex("md5"),
    sha256: tally.hex("sha256"),
  };
}

/** All hashes of an object: by reading it, or from what was noted of bytes that are not kept. */
export async function digestOf(bucket: Bucket, key: string, options: DigestOptions = {}): Promise<Digest> {
  const record = bucket.objects.get(key);
  if (!record) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
  const discarded = options.range ? null : discardedDigests(record.segments);
  return {
    size: record.size,
    etag: record.etag,
    ...(discarded ? combined(discarded) : await computed(bucket, record, options)),
    parts: record.segments.map(({ size, digests }) => ({ size, md5: digests?.md5 ?? null })),
  };
}
