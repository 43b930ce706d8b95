import "server-only";
import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { CompletedUpload } from "@/lib/schemas/uploads";
import type { Actor } from "../access/actor";
import { capabilitiesOf } from "../s3/capabilities";
import type { Stored } from "../s3/looking";
import type { Checksum } from "../s3/new-object";
import { type OpenBucket, openBucket } from "../s3/open-bucket";
import { checkTarget, isNew } from "./begin";
import type { Names } from "./names";
import { sizeOfPart } from "./plan";
import { seeSingle } from "./see-single";
import { openTicket, type Ticket } from "./ticket";

type Told = {
  parts?: { number: number; etag: string }[] | undefined;
  onConflict?: "fail" | "replace" | undefined;
  checksum?: Checksum | undefined;
};
type Part = { number: number; size: number; etag: string };

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
      atomic: false,
    };
  }
  // The ETag that the store gave the sender is the best witness; without it, the object must at least be another than before.
  const isOurs =
    stored?.size === ticket.size &&
    (expected === undefined ? isNew(ticket, stored) : stored.etag === expected);
  if (!isOurs) {
    throw new AppError(
      "incomplete_upload",
      "The store does not have this object as it was sent. Send it again.",
    );
  }
  const atomic = ticket.onConflict === "fail" && capabilitiesOf(bucket.connection).conditionalPut === true;
  return result(stored, atomic, ticket.checksum);
}

async function completeParts(
  bucket: OpenBucket,
  ticket: Ticket & { uploadId: string },
  told: Told,
): Promise<CompletedUpload> {
  const { key, uploadId } = ticket;
  const parts = await partsOrNull(bucket, ticket);
  if (parts === null) return recover(bucket, ticket, told);
  checkParts(ticket, parts, told);
  const onConflict = told.onConflict ?? ticket.onConflict;
  const checksum = told.checksum ?? ticket.checksum;
  // Some stores ignore the condition at completion and would overwrite in silence: look first, too.
  const ifMatch = told.onConflict === "replace" ? undefined : ticket.ifMatch;
  await checkTarget(bucket, { key, onConflict, ifMatch });
  const atomic = onConflict === "fail" && capabilitiesOf(bucket.connection).conditionalComplete === true;
  try {
    const ending = { key, uploadId, onConflict, ifMatch, checksum };
    const { etag, versionId } = await bucket.completeMultipart(ending, parts);
    if (checksum) {
      const { object } = await bucket.existing(key);
      if (object) return result(object, atomic, checksum);
    }
    // Ceph completes without telling the ETag.
    const named = etag || (multipartEtag(parts, ticket.partCount) ?? "");
    return { key, size: ticket.size, etag: named, versionId, verified: null, atomic };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found")
      return recover(bucket, ticket, { ...told, parts });
    throw error;
  }
}

async function partsOrNull(
  bucket: OpenBucket,
  { key, uploadId }: { key: string; uploadId: string },
): Promise<Part[] | null> {
  try {
    return await bucket.listParts(key, uploadId);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

function checkParts(ticket: Ticket, parts: readonly Part[], told: Told): void {
  const found = new Map(parts.map((part) => [part.number, part]));
  const sent = new Map(told.parts?.map(({ number, etag }) => [number, etag.replaceAll('"', "")]));
  for (let number = 1; number <= ticket.partCount; number++) {
    const part = found.get(number);
    const etag = sent.get(number) ?? part?.etag;
    if (!part || part.size !== sizeOfPart(ticket, ticket.size, number) || part.etag !== etag) {
      throw new AppError(
        "incomplete_upload",
        `The store does not have part ${number} as it was sent. Send it again.`,
      );
    }
  }
  if (parts.length !== ticket.partCount) {
    throw new AppError(
      "incomplete_upload",
      "The store has parts that do not belong to this upload. Begin it again.",
    );
  }
}

/**
 * The upload is gone: either a Complete whose answer was lost made the object, or somebody aborted it. Only an object
 * that can be shown to be made of these very parts counts as ours.
 */
async function recover(bucket: OpenBucket, ticket: Ticket, told: Told): Promise<CompletedUpload> {
  const { object: stored } = await bucket.existing(ticket.key);
  const expected = multipartEtag(told.parts, ticket.partCount);
  if (
    !stored ||
    !isNew(ticket, stored) ||
    !told.parts ||
    !isMadeOf(stored.etag, expected, ticket.partCount)
  ) {
    throw new AppError("not_found", "This upload was ended. If its object is not there, begin it again.");
  }
  return result(stored, false, told.checksum ?? ticket.checksum);
}

/** Where parts are encrypted with KMS their ETags are no MD5, and only the number of parts can be compared. */
function isMadeOf(etag: string, expected: string | null, count: number): boolean {
  return expected === null ? etag.endsWith(`-${count}`) : etag === expected;
}

/** The ETag that S3 gives an object of these parts: the MD5 of their MD5s and their number. Null if a part is unknown. */
function multipartEtag(parts: Told["parts"], count: number): string | null {
  if (parts?.length !== count) return null;
  const hash = createHash("md5");
  for (const { etag } of parts.toSorted((a, b) => a.number - b.number)) {
    const hex = etag.replaceAll('"', "");
    if (!/^[0-9a-f]{32}$/.test(hex)) return null;
    hash.update(Buffer.from(hex, "hex"));
  }
  return `${hash.digest("hex")}-${count}`;
}

/** `verified` only where the store itself tells the very checksum that the sender had. */
function result(stored: Stored, atomic: boolean, checksum: Checksum | undefined): CompletedUpload {
  const { key, size, etag, versionId, checksums } = stored;
  const verified = checksum && checksums[checksum.algorithm] === checksum.value ? checksum.algorithm : null;
  return { key, size, etag, versionId, verified, atomic };
}
