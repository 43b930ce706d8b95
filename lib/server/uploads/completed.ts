import "server-only";
import type { CompletedUpload } from "@/lib/schemas/uploads";
import type { Stored } from "../s3/looking";
import type { Checksum } from "../s3/new-object";

/** What the sender says at the end of an upload. */
export type Told = {
  parts?: { number: number; etag: string }[] | undefined;
  onConflict?: "fail" | "replace" | undefined;
  ifMatch?: string | undefined;
  checksum?: Checksum | undefined;
};

/** `verified` only where the store itself tells the very checksum that the sender had. */
export function completed(
  stored: Omit<Stored, "modified">,
  atomic: boolean | null,
  checksum: Checksum | undefined,
): CompletedUpload {
  const { key, size, etag, versionId, checksums } = stored;
  const isTold = checksum?.value !== undefined && checksums[checksum.algorithm] === checksum.value;
  return { key, size, etag, versionId, verified: isTold ? checksum.algorithm : null, atomic };
}
