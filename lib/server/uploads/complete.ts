import "server-only";
import { AppError } from "@/lib/errors";
import type { CompletedUpload } from "@/lib/schemas/uploads";
import type { Actor } from "../access/actor";
import { capabilitiesOf } from "../s3/capabilities";
import { type OpenBucket, openBucket } from "../s3/open-bucket";
import { isNew } from "./begin";
import { completeParts } from "./complete-parts";
import { completed, type Told } from "./completed";
import type { Names } from "./names";
import { seeSingle } from "./see-single";
import { openTicket, type Ticket } from "./ticket";
import { isSent } from "./witness";

/** Ends an upload. S3's own list of parts is the truth; what the browser says is only compared with it. */
export async function completeUpload(
  actor: Actor,
  sealed: string,
  told: Told,
  signal: AbortSignal,
  names?: Names,
): Promise<CompletedUpload> {
  const ticket = openTicket(sealed, actor);
  const bucket = openBucket(actor, ticket, signal);
  return ticket.uploadId
    ? completeParts(bucket, { ...ticket, uploadId: ticket.uploadId }, told)
    : confirmSingle(bucket, ticket, told, names);
}

/** One of a batch: a ticket, best with the ETag of its single PUT. */
export function completeBatched(
  actor: Actor,
  entry: string | { ticket: string; etag: string },
  signal: AbortSignal,
  names?: Names,
): Promise<CompletedUpload> {
  if (typeof entry === "string") return completeUpload(actor, entry, {}, signal, names);
  return completeUpload(actor, entry.ticket, { parts: [{ number: 1, etag: entry.etag }] }, signal, names);
}

async function confirmSingle(
  bucket: OpenBucket,
  ticket: Ticket,
  told: Told,
  names?: Names,
): Promise<CompletedUpload> {
  const expected = told.parts?.[0]?.etag.replaceAll('"', "");
  const { known, object: stored } = await seeSingle(bucket, ticket, expected, names);
  if (!known && expected !== undefined) {
    // The credentials may write but not look; the store's own answer to the PUT is then all there is.
    return {
      key: ticket.key,
      size: ticket.size,
      etag: expected,
      versionId: null,
      verified: null,
      atomic: null,
    };
  }
  const { checksum } = told.checksum ? told : ticket;
  const { conditionalPut, checksums } = capabilitiesOf(bucket.connection);
  // Who gave no checksum may leave out the ETag, too; then the object must at least be another than before.
  const isOurs =
    stored !== null &&
    (isSent(ticket, stored, { etag: expected, checksum }, checksums) ??
      (checksum?.value === undefined && isNew(ticket, stored)));
  if (!isOurs) {
    throw new AppError(
      "incomplete_upload",
      "The store does not have this object as it was sent. Send it again.",
    );
  }
  if (checksum) bucket.learnChecksums(checksum, stored.checksums, ticket.form ?? false);
  const isKept = ticket.onConflict === "fail" || ticket.ifMatch !== undefined;
  return completed(stored, isKept ? conditionalPut : null, checksum);
}
