import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error } from "../errors";
import { crc32c, crc64nvme } from "./crc";

export const CHECKSUM_BYTES = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type ChecksumName = keyof typeof CHECKSUM_BYTES;

/** A checksum as S3 carries it: base64, and for multipart objects also `base64-N`. */
export type Checksum = { name: ChecksumName; value: string };

/** A checksum of one run of bytes, or of the checksums of its parts. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

export type ObjectChecksum = Checksum & { type: ChecksumType };

/** S3 gives it to whatever comes without a checksum ("Checking object integrity", default integrity protections). */
export const DEFAULT_CHECKSUM: ChecksumName = "crc64nvme";

export type RunningChecksum = { update(data: Uint8Array): void; digest(): string };

function numeric(step: (data: Uint8Array, before: number) => number): RunningChecksum {
  let value = 0;
  return {
    update: (data) => {
      value = step(data, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString("base64");
    },
  };
}

function wide(): RunningChecksum {
  let value = { high: 0, low: 0 };
  return {
    update: (data) => {
      value = crc64nvme(data, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(value.high, 0);
      bytes.writeUInt32BE(value.low, 4);
      return bytes.toString("base64");
    },
  };
}

export function startChecksum(name: ChecksumName): RunningChecksum {
  if (name === "crc32")
    return numeric((data, before) =>
      crc32(Buffer.from(data.buffer, data.byteOffset, data.byteLength), before),
    );
  if (name === "crc32c") return numeric(crc32c);
  if (name === "crc64nvme") return wide();
  const hash = createHash(name);
  return { update: (data) => void hash.update(data), digest: () => hash.digest("base64") };
}

/** Passes bytes on and takes their checksum on the way. */
export async function* summed(
  source: AsyncIterable<Buffer>,
  running: RunningChecksum,
): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    running.update(piece);
    yield piece;
  }
}

export function isChecksumName(text: string): text is ChecksumName {
  return Object.hasOwn(CHECKSUM_BYTES, text);
}

export function isChecksumValue(name: ChecksumName, value: string): boolean {
  return (
    Buffer.from(value, "base64").toString("base64") === value &&
    Buffer.from(value, "base64").length === CHECKSUM_BYTES[name]
  );
}

/** The name of a checksum's element in S3's XML. */
export function checksumElement(name: ChecksumName): string {
  return `Checksum${name.toUpperCase()}`;
}

/** S3 names the algorithm in `x-amz-checksum-algorithm`, in any case. */
export function checksumNameOf(text: string): ChecksumName {
  const name = text.toLowerCase();
  if (isChecksumName(name)) return name;
  throw new S3Error(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}

/** A checksum as an element of S3's answers. */
export function checksumElements(checksum: Checksum | null): Record<string, string> {
  return checksum === null ? {} : { [checksumElement(checksum.name)]: checksum.value };
}
