import "server-only";
import { createHash } from "node:crypto";

/** The ETag that S3 gives an object of these parts: the MD5 of their MD5s and their number. Null if a part is unknown. */
export function partsEtag(
  parts: readonly { number: number; etag: string }[] | undefined,
  count: number,
): string | null {
  if (parts?.length !== count) return null;
  const hash = createHash("md5");
  for (const { etag } of parts.toSorted((a, b) => a.number - b.number)) {
    const hex = etag.replaceAll('"', "");
    if (!/^[0-9a-f]{32}$/.test(hex)) return null;
    hash.update(Buffer.from(hex, "hex"));
  }
  return `${hash.digest("hex")}-${count}`;
}

/** Where parts are encrypted with KMS their ETags are no MD5, and only the number of parts can be compared. */
export function isMadeOf(etag: string, expected: string | null, count: number): boolean {
  return expected === null ? etag.endsWith(`-${count}`) : etag === expected;
}
