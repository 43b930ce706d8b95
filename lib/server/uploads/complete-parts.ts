import "server-only";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { CompletedUpload } from "@/lib/schemas/uploads";
import { capabilitiesOf } from "../s3/capabilities";
import type { OpenBucket } from "../s3/open-bucket";
import { checkTarget, isNew } from "./begin";
import { completed, type Told } from "./completed";
import { isMadeOf, partsEtag } from "./parts-etag";
import { sizeOfPart } from "./plan";
import { dropRecord } from "./records";
import type { Ticket } from "./ticket";

type Part = { number: number; size: number; etag: string };
type Joined = Awaited<ReturnType<OpenBucket["completeMultipart"]>>;
type PartsTicket = Ticket & { uploadId: string };

/** Stores also answer so where the upload is no more, because it was joined already. */
const MAYBE_JOINED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["upload_gone", "not_found", "conflict"]);

/** Ends an upload in parts, or finds the object of one that was ended before. */
export async function completeParts(
  bucket: OpenBucket,
  ticket: PartsTicket,
  told: Told,
): Promise<CompletedUpload> {
  const done = await endParts(bucket, ticket, told);
  dropRecord(ticket.record);
  return done;
}

async function endParts(bucket: OpenBucket, ticket: PartsTicket, told: Told): Promise<CompletedUpload> {
  const under = bucket.joining(ticket);
  if (under) return made(bucket, ticket, told, told.parts, await under);
  const parts = await partsOrNull(bucket, ticket);
  if (parts === null) return recover(bucket, ticket, told);
  checkParts(ticket, parts, told);
  try {
    return await made(bucket, ticket, told, parts, await join(bucket, ticket, told, parts));
  } catch (error) {
    if (!(error instanceof AppError) || !MAYBE_JOINED.has(error.code)) throw error;
    // What took the name may be this very upload, joined meanwhile by a call whose answer was lost.
    const isGone = error.code === "upload_gone" || (await partsOrNull(bucket, ticket)) === null;
    if (isGone) return recover(bucket, ticket, { ...told, parts });
    throw error;
  }
}

async function join(bucket: OpenBucket, ticket: PartsTicket, told: Told, parts: Part[]): Promise<Joined> {
  const { key, uploadId } = ticket;
  const onConflict = told.onConflict ?? ticket.onConflict;
  // Some stores ignore the condition at completion and would overwrite in silence: look first, too.
  const ifMatch = told.onConflict === undefined ? ticket.ifMatch : told.ifMatch;
  await checkTarget(bucket, { key, onConflict, ifMatch });
  // Only the checksum that was promised at the beginning can be held against the parts.
  const checksum = told.checksum?.algorithm === ticket.checksum?.algorithm ? told.checksum : undefined;
  return bucket.completeMultipart({ key, uploadId, onConflict, ifMatch, checksum }, parts);
}

/** The answer to a joining that was seen to end. */
async function made(
  bucket: OpenBucket,
  ticket: PartsTicket,
  told: Told,
  parts: Told["parts"],
  { etag, versionId, checksums }: Joined,
): Promise<CompletedUpload> {
  const { key, size } = ticket;
  const onConflict = told.onConflict ?? ticket.onConflict;
  const isKept =
    onConflict === "fail" || (told.onConflict === undefined ? ticket.ifMatch : told.ifMatch) !== undefined;
  const atomic = isKept ? capabilitiesOf(bucket.connection).conditionalComplete : null;
  const { checksum } = told;
  // Ceph completes without telling the ETag.
  const named = etag || (partsEtag(parts, ticket.partCount) ?? "");
  const here = completed({ key, size, etag: named, versionId, checksums }, atomic, checksum);
  if (here.verified !== null || checksum?.value === undefined) return here;
  const { object } = await bucket.existing(key);
  return object?.etag === named ? completed(object, atomic, checksum) : here;
}

async function partsOrNull(
  bucket: OpenBucket,
  upload: { key: string; uploadId: string },
): Promise<Part[] | null> {
  try {
    return (await bucket.describeUpload(upload)).parts;
  } catch (error) {
    if (error instanceof AppError && error.code === "upload_gone") return null;
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
 * that can be shown to hold these very bytes, or to be made of these very parts, counts as ours.
 */
async function recover(bucket: OpenBucket, ticket: PartsTicket, told: Told): Promise<CompletedUpload> {
  const { object: stored } = await bucket.existing(ticket.key);
  const { checksum } = told;
  const kept = checksum && stored?.checksums[checksum.algorithm];
  const isOurs =
    stored !== null &&
    (kept !== undefined && checksum?.value !== undefined
      ? stored.size === ticket.size && kept === checksum.value
      : isNew(ticket, stored) && isMadeOfParts(stored.etag, ticket, told));
  if (!isOurs) {
    throw new AppError("upload_gone", "This upload was ended. If its object is not there, begin it again.");
  }
  return completed(stored, false, checksum);
}

function isMadeOfParts(etag: string, { partCount }: Ticket, { parts }: Told): boolean {
  return parts !== undefined && isMadeOf(etag, partsEtag(parts, partCount), partCount);
}
