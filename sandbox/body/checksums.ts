import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { createCRC32, createCRC64 } from "hash-wasm";
import { S3Error } from "../errors";
import { byTurns, type RunningChecksum } from "./turns";

export const CHECKSUM_BYTES = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type ChecksumName = keyof typeof CHECKSUM_BYTES;

/** A checksum as S3 carries it: base64, and for multipart objects also `base64-N`. */
export type Checksum = { name: ChecksumName; value: string };

/** A checksum of one run of bytes, or of the checksums of its parts. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

export type ObjectChecksum = Checksum & { type: ChecksumType };

/** S3 gives it to whatever comes without a checksum ("Checking object integrity", default integrity protections). */
export const DEFAULT_CHECKSUM: ChecksumName = "crc64nvme";

// 0x9a6c… and 0x82f63b78 are the polynomials of CRC-64/NVME and CRC-32C (Castagnoli), reflected.
const startCrc64nvme = byTurns(await createCRC64("9a6c9329ac4bc9b5"));
const startCrc32c = byTurns(await createCRC32(0x82f63b78));

/** Node's own, which is faster still. */
function startCrc32(): RunningChecksum {
  let value = 0;
  return {
    update: (data) => {
      value = crc32(Buffer.from(data.buffer, data.byteOffset, data.byteLength), value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString("base64");
    },
  };
}

export function startDigest(name: ChecksumName | "md5"): RunningChecksum {
  if (name === "crc32") return startCrc32();
  if (name === "crc32c") return startCrc32c();
  if (name === "crc64nvme") return startCrc64nvme();
  const hash = createHash(name);
  return { update: (data) => void hash.update(data), digest: () => hash.digest("base64") };
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
