import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

function crc32Base64(text: string | Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64");
}

export const DIGITS = "123456789";

/** Of DIGITS, from the catalogues of these algorithms. */
export const SUMS = {
  crc32: crc32Base64(DIGITS),
  crc32c: Buffer.from("e3069283", "hex").toString("base64"),
  crc64nvme: Buffer.from("ae8b14860a799888", "hex").toString("base64"),
  sha1: createHash("sha1").update(DIGITS).digest("base64"),
  sha256: createHash("sha256").update(DIGITS).digest("base64"),
} as const;

export type SumName = keyof typeof SUMS;

export const SUM_NAMES = Object.keys(SUMS) as SumName[];

/** As long as the right one, and wrong. */
export function wrongSum(name: SumName): string {
  return Buffer.from(Buffer.from(SUMS[name], "base64").map((byte) => byte ^ 1)).toString("base64");
}

export function crcOf(body: string | Buffer): string {
  return crc32Base64(body);
}

export function shaOf(body: string | Buffer): string {
  return createHash("sha256").update(body).digest("base64");
}
