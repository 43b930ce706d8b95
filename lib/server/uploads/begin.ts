import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { hasDotSegment } from "@/lib/keys";
import type { Upload, UploadParts, UploadStatus, uploadFileSchema } from "@/lib/schemas/uploads";
import type { Actor } from "../access/actor";
import { capabilitiesOf } from "../s3/capabilities";
import { verifiedOfSingle } from "../s3/checksums";
import type { Existing, Stored } from "../s3/looking";
import { type OpenBucket, openBucket } from "../s3/open-bucket";
import type { Names } from "./names";
import { planUpload, sizeOfPart } from "./plan";
import { dropRecord, keepRecord, newRecordName } from "./records";
import { openTicket, sealTicket, type Ticket } from "./ticket";
import { isSent } from "./witness";

type Place = { connection: string; bucket: string };
type NewFile = z.output<typeof uploadFileSchema>;

/** What is known of the asker's batch and page. */
type Asked = { names?: Names; origin?: string | null };

/** How many parts come signed with the ticket, so that sending begins at once. */
const FIRST_PARTS = 4;

export async function beginUpload(
  actor: Actor,
  place: Place,
  file: NewFile,
  signal: AbortSignal,
  { names, origin = null }: Asked = {},
): Promise<Upload> {
  if (hasDotSegment(file.key)) {
    throw new AppError(
      "invalid_key",
      "A name of only '.' or '..' between slashes cannot be uploaded: rename it first.",
    );
  }
  const bucket = openBucket(actor, place, signal);
  const { modified, metadata: own, form, ...rest } = file;
  const object = {
    ...rest,
    metadata: modified ? { mtime: String(Date.parse(modified) / 1000), ...own } : own,
  };
  const before = await checkTarget(bucket, object, names?.find({ ...place, key: object.key }));
  const plan = planUpload(file.size);
  const ticket = { actor: actor.id, ...place, ...object, uploadId: null, ...plan, before };
  const begun =
    plan.kind === "multipart" ? await beginParts(actor, bucket, ticket, modified ?? null) : ticket;
  const { uploadId } = begun;
  const first = uploadId
    ? await bucket.signParts({ key: object.key, uploadId }, partsOf(ticket, firstNumbers(plan.partCount)))
    : await bucket.signSingle(object, form ? origin : null);
  const isForm = first.parts[0]?.method === "POST";
  const { sealed, expires } = sealTicket(isForm ? { ...begun, form: true } : begun);
  return {
    ticket: sealed,
    ...plan,
    parts: first.parts,
    expiresAt: first.expiresAt.toISOString(),
    ticketExpiresAt: expires.toISOString(),
    checksum:
      (uploadId ? begun.checksum : verifiedOfSingle(bucket.connection, object.checksum, isForm))?.algorithm ??
      null,
  };
}

type NewTicket = Parameters<typeof sealTicket>[0];

/** Begins the parts of an upload, and leaves word of whose it is. The ticket holds a checksum only if the store will. */
async function beginParts(
  actor: Actor,
  bucket: OpenBucket,
  ticket: NewTicket,
  modified: string | null,
): Promise<NewTicket> {
  const { uploadId, checksum } = await bucket.beginMultipart(ticket);
  const record = newRecordName(actor, ticket, { key: ticket.key, uploadId });
  const { connection, key, size, contentType, partSize, partCount, onConflict, ifMatch, before } = ticket;
  keepRecord(record, {
    ...{ actor: actor.id, connection, bucket: ticket.bucket, key, uploadId, size, modified, contentType },
    ...{ partSize, partCount, checksum, onConflict, before, begun: new Date().toISOString() },
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
  return { ...ticket, uploadId, record, checksum: checksum ? { algorithm: checksum } : undefined };
}

type Target = Pick<Ticket, "key" | "onConflict" | "ifMatch">;

/** Throws `conflict` unless what stands under the name is what the user said: nothing, anything, or one ETag. Answers what it is. */
export async function checkTarget(
  bucket: OpenBucket,
  { key, onConflict, ifMatch }: Target,
  looked?: Existing,
): Promise<Ticket["before"]> {
  const { object } = looked ?? (await bucket.existing(key));
  if (onConflict === "fail" && object)
    throw new AppError("conflict", "An object of this name exists already.");
  if (ifMatch !== undefined && object?.etag !== ifMatch.replaceAll('"', "")) {
    throw new AppError("conflict", "The object is no longer the one that was to be replaced.");
  }
  return object && { etag: object.etag, modified: object.modified };
}

/** Whether an object can be what this upload made: of its size, and not what stood there before. */
export function isNew(ticket: Ticket, stored: Stored): boolean {
  const { before } = ticket;
  const changed = before === null || before.etag !== stored.etag || before.modified !== stored.modified;
  return changed && stored.size === ticket.size;
}

const firstNumbers = (count: number) =>
  Array.from({ length: Math.min(FIRST_PARTS, count) }, (_, index) => index + 1);

type Sized = Pick<Ticket, "size" | "partSize" | "partCount">;

function partsOf(ticket: Sized, numbers: readonly number[]): { number: number; size: number }[] {
  const beyond = numbers.find((number) => number > ticket.partCount);
  if (beyond !== undefined) {
    throw new AppError(
      "invalid_request",
      `This upload has ${ticket.partCount} parts; there is no part ${beyond}.`,
    );
  }
  return [...new Set(numbers)].map((number) => ({ number, size: sizeOfPart(ticket, ticket.size, number) }));
}

/** Fresh URLs for some parts, however often they are needed. */
export async function signMore(
  actor: Actor,
  sealed: string,
  numbers: number[],
  signal: AbortSignal,
): Promise<UploadParts> {
  const ticket = openTicket(sealed, actor);
  const bucket = openBucket(actor, ticket, signal);
  const wanted = partsOf(ticket, numbers);
  // The first look may be long ago, and some stores ignore the condition that is signed: look again.
  const isKept = ticket.onConflict === "fail" || ticket.ifMatch !== undefined;
  if (!ticket.uploadId && isKept) await checkTarget(bucket, ticket);
  const { parts, expiresAt } = ticket.uploadId
    ? await bucket.signParts({ key: ticket.key, uploadId: ticket.uploadId }, wanted)
    : await bucket.signPut(ticket);
  return { parts, expiresAt: expiresAt.toISOString() };
}

/** What S3 has of an upload; a single PUT that arrived counts as its one part. */
export async function uploadStatus(
  actor: Actor,
  sealed: string,
  signal: AbortSignal,
  etag?: string,
): Promise<UploadStatus> {
  const ticket = openTicket(sealed, actor);
  const bucket = openBucket(actor, ticket, signal);
  const { key, uploadId } = ticket;
  if (uploadId) return { parts: (await bucket.describeUpload({ key, uploadId })).parts };
  const { object: stored } = await bucket.existing(key);
  const { checksums } = capabilitiesOf(bucket.connection);
  const arrived =
    stored !== null && isNew(ticket, stored) && isSent(ticket, stored, { etag }, checksums) === true;
  return { parts: arrived ? [{ number: 1, size: stored.size, etag: stored.etag }] : [] };
}

export async function abortUpload(actor: Actor, sealed: string, signal: AbortSignal): Promise<void> {
  const ticket = openTicket(sealed, actor);
  const bucket = openBucket(actor, ticket, signal);
  if (!ticket.uploadId) return;
  await bucket.abortMultipart(ticket.key, ticket.uploadId);
  dropRecord(ticket.record);
}
