import "server-only";
import type { Stored } from "../s3/looking";
import type { Checksum } from "../s3/new-object";
import type { Ticket } from "./ticket";

/** What the sender knows of a single PUT: the ETag of the answer or the MD5 of the bytes, and their checksum. */
type Told = { etag?: string | undefined; checksum?: Checksum | undefined };

/**
 * Whether an object is what a ticket's single PUT sent; null where nothing that is known can tell. Size and time do not
 * count: somebody else's file may be as large, and have come just after.
 */
export function isSent(
  ticket: Pick<Ticket, "size" | "checksum">,
  stored: Pick<Stored, "size" | "etag" | "checksums">,
  told: Told,
  keepsChecksums: boolean | null,
): boolean | null {
  if (stored.size !== ticket.size) return false;
  const sum = told.checksum?.value ? told.checksum : ticket.checksum;
  const etag = told.etag?.replaceAll('"', "");
  const kept = sum?.value === undefined ? undefined : stored.checksums[sum.algorithm];
  if (kept !== undefined) return kept === sum?.value;
  if (etag !== undefined) return stored.etag === etag;
  // It was sent with a checksum, to a store that keeps them: an object without it is another one.
  const isOther = sum?.value !== undefined && (keepsChecksums || Object.keys(stored.checksums).length > 0);
  return isOther ? false : null;
}
