import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error } from "../errors";
import { amzNames, header, type S3Request } from "../http/request";
import { crc32c, crc64nvme } from "./crc";

export const CHECKSUM_BYTES = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type ChecksumName = keyof typeof CHECKSUM_BYTES;

/** A checksum as S3 carries it: base64, and for multipart objects also `base64-N`. */
export type Checksum = { name: ChecksumName; value: string };

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

export function isChecksumName(text: string): text is ChecksumName {
  return Object.hasOwn(CHECKSUM_BYTES, text);
}

export function isChecksumValue(name: ChecksumName, value: string): boolean {
  return (
    Buffer.from(value, "base64").toString("base64") === value &&
    Buffer.from(value, "base64").length === CHECKSUM_BYTES[name]
  );
}

function checksumOfHeader(name: string): ChecksumName | null {
  const match = /^x-amz-checksum-(.+)$/.exec(name);
  return match?.[1] !== undefined && isChecksumName(match[1]) ? match[1] : null;
}

/** The one checksum that a request states for its body, in a header or as the promise of a trailer. */
export function statedChecksum(request: S3Request): { name: ChecksumName; value: string | null } | null {
  const stated: { name: ChecksumName; value: string | null }[] = [];
  for (const field of amzNames(request)) {
    const name = checksumOfHeader(field);
    const value = header(request, field);
    if (name === null || value === undefined) continue;
    if (!isChecksumValue(name, value.replace(/-\d+$/, "")))
      throw new S3Error("InvalidRequest", `Value for ${field} header is invalid.`);
    stated.push({ name, value });
  }
  const trailer = header(request, "x-amz-trailer");
  if (trailer !== undefined) {
    const name = checksumOfHeader(trailer.trim().toLowerCase());
    if (name === null)
      throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
    stated.push({ name, value: null });
  }
  if (stated.length > 1)
    throw new S3Error(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  const declared = header(request, "x-amz-sdk-checksum-algorithm")?.toLowerCase();
  if (declared !== undefined && declared !== stated[0]?.name)
    throw new S3Error(
      "InvalidRequest",
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  return stated[0] ?? null;
}

/** The name of a checksum's element in S3's XML. */
export function checksumElement(name: ChecksumName): string {
  return `Checksum${name.toUpperCase()}`;
}
