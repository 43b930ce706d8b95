import "server-only";
import { AppError } from "@/lib/errors";
import type { ResumedUpload } from "@/lib/schemas/unfinished-uploads";
import { algorithmSchema } from "@/lib/schemas/uploads";
import type { Actor } from "../access/actor";
import { type OpenBucket, openBucket } from "../s3/open-bucket";
import { planForeign, unfit } from "./foreign-plan";
import { sizeOfPart } from "./plan";
import { dropRecord, findRecord, type UploadRecord } from "./records";
import { sealTicket, type Ticket } from "./ticket";

type Place = { connection: string; bucket: string };
type Wanted = { key: string; uploadId: string; size?: number | undefined };
type Known = Awaited<ReturnType<OpenBucket["describeUpload"]>>;

/** What a ticket of an upload in parts needs to know of it. */
type Resumed = Pick<
  Ticket,
  "size" | "partSize" | "partCount" | "onConflict" | "ifMatch" | "before" | "checksum" | "record"
> & { modified: string | null; contentType: string | null };

/** A new ticket for an upload that was begun and not ended: one's own, or with `manage` anybody's, other tools' too. */
export async function resumeUpload(
  actor: Actor,
  place: Place,
  { key, uploadId, size }: Wanted,
  signal: AbortSignal,
): Promise<ResumedUpload> {
  const bucket = openBucket(actor, place, signal);
  const own = await findRecord(actor, place, { key, uploadId });
  if (!own) bucket.need("manage", key);
  const known = await describe(bucket, { key, uploadId }, own?.name);
  const { modified, contentType, ...upload } = own
    ? ofRecord(own.record, own.name, size)
    : await ofOthers(bucket, key, known, size);
  const { sealed, expires } = sealTicket({
    ...{ actor: actor.id, ...place, key, uploadId, metadata: {} },
    ...upload,
    contentType: contentType ?? "application/octet-stream",
  });
  return {
    ticket: sealed,
    ticketExpiresAt: expires.toISOString(),
    kind: "multipart",
    ...{ key, size: upload.size, modified, contentType },
    ...{ partSize: upload.partSize, partCount: upload.partCount },
    checksum: upload.checksum?.algorithm ?? null,
    // What was cut off or sent otherwise is sent again, and replaces what is there.
    sent: known.parts.filter(
      (part) => part.number <= upload.partCount && part.size === sizeOfPart(upload, upload.size, part.number),
    ),
  };
}

async function describe(
  bucket: OpenBucket,
  upload: { key: string; uploadId: string },
  record: string | undefined,
): Promise<Known> {
  try {
    return await bucket.describeUpload(upload);
  } catch (error) {
    if (error instanceof AppError && error.code === "upload_gone") dropRecord(record);
    throw error;
  }
}

function ofRecord(record: UploadRecord, name: string, size: number | undefined): Resumed {
  if (size !== undefined && size !== record.size)
    throw new AppError(
      "invalid_request",
      `This upload is of a file of ${record.size} bytes, not of ${size}: choose the file that it was begun with.`,
    );
  const { partSize, partCount, onConflict, ifMatch, before, checksum, modified, contentType } = record;
  return {
    ...{ size: record.size, partSize, partCount, onConflict, ifMatch, before, modified, contentType },
    ...{ checksum: checksum ? { algorithm: checksum } : undefined, record: name },
  };
}

async function ofOthers(
  bucket: OpenBucket,
  key: string,
  { parts, checksum }: Known,
  size: number | undefined,
): Promise<Resumed> {
  if (size === undefined)
    throw new AppError("invalid_request", "Say how large the whole file is: only its sender knows.");
  if (checksum && !checksum.isWhole) throw unfit("each of its parts must come with a checksum of its own");
  const plan = planForeign(size, parts);
  const { object } = await bucket.existing(key);
  const algorithm = algorithmSchema.safeParse(checksum?.algorithm);
  return {
    ...{ size, partSize: plan.partSize, partCount: plan.partCount, onConflict: "fail", ifMatch: undefined },
    before: object && { etag: object.etag, modified: object.modified },
    checksum: algorithm.success ? { algorithm: algorithm.data } : undefined,
    ...{ record: undefined, modified: null, contentType: null },
  };
}
