import "server-only";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { ChecksumAlgorithm } from "@/lib/schemas/uploads";
import { beforeEnd } from "../deadline";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { checksumsOf } from "./checksums-told";
import { toAppError } from "./errors";
import { joinOnce } from "./joining";
import { type Checksum, checksumField, condition, keptAs, type NewObject } from "./new-object";
import { presign } from "./presign";
import { PART_SECONDS, type SignedParts } from "./writing";

/** `agreed`: the one checksum that the store says it will hold all parts to. */
export type Begun = { uploadId: string; agreed: ChecksumAlgorithm | null };

/** How long a joining goes on after its asker was answered, in milliseconds. */
const JOIN_MS = 10 * 60_000;

export type SentPart = { number: number; size: number; etag: string };

export type Ending = {
  key: string;
  uploadId: string;
  onConflict: "fail" | "replace";
  ifMatch?: string | undefined;
  checksum?: Checksum | undefined;
};

/** Begins an upload; a checksum of all its parts is promised here or never, and only a CRC can be one. */
export async function createMultipart(
  access: BucketAccess,
  object: NewObject,
  promised: ChecksumAlgorithm | null,
): Promise<Begun> {
  access.need("write", object.key);
  const command = new CreateMultipartUploadCommand({
    Bucket: access.bucket,
    Key: object.key,
    ...keptAs(access, object),
    ...(promised ? { ChecksumType: "FULL_OBJECT", ChecksumAlgorithm: promised } : {}),
  });
  const answer = await call(access, (client, options) => client.send(command, options));
  if (!answer.UploadId) throw new AppError("s3_error", "The store began an upload without naming it.");
  const agreed = answer.ChecksumType === "FULL_OBJECT" ? (answer.ChecksumAlgorithm ?? null) : null;
  return { uploadId: answer.UploadId, agreed: agreed as ChecksumAlgorithm | null };
}

/** One PUT a part, each for exactly its number of bytes. */
export async function signParts(
  access: BucketAccess,
  { key, uploadId }: { key: string; uploadId: string },
  parts: readonly { number: number; size: number }[],
): Promise<SignedParts> {
  access.need("write", key);
  const signed = await Promise.all(
    parts.map(async ({ number, size }) => {
      const command = new UploadPartCommand({
        Bucket: access.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        ContentLength: size,
      });
      return { number, ...(await presign(access, command, { seconds: PART_SECONDS, turn: number })) };
    }),
  );
  return {
    parts: signed.map(({ number, url }) => ({ number, method: "PUT", url, headers: {} })),
    expiresAt: new Date(Math.min(...signed.map(({ expiresAt }) => expiresAt.getTime()))),
  };
}

export type Joined = { etag: string; versionId: string | null; checksums: Record<string, string> };

/**
 * Joins the parts. S3 may take minutes over many of them: the answer then is that it did not come in time, while S3
 * goes on; whoever asks again waits for the same joining, or finds the object.
 */
export async function completeMultipart(
  access: BucketAccess,
  ending: Ending,
  parts: readonly SentPart[],
): Promise<Joined> {
  access.need("write", ending.key);
  const joined = joinOnce(access, ending, () => join(access, ending, parts));
  return beforeEnd(joined, access.signal).catch((error: unknown) => {
    throw toAppError(error);
  });
}

async function join(
  access: BucketAccess,
  { key, uploadId, onConflict, ifMatch, checksum }: Ending,
  parts: readonly SentPart[],
): Promise<Joined> {
  const { connection } = access;
  const wanted =
    capabilitiesOf(connection).conditionalComplete === false ? {} : condition({ onConflict, ifMatch });
  const command = new CompleteMultipartUploadCommand({
    Bucket: access.bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })) },
    ...wanted,
    ...(checksum?.value ? { ...checksumField(checksum), ChecksumType: "FULL_OBJECT" } : {}),
  });
  const until = AbortSignal.timeout(JOIN_MS);
  try {
    const answer: CompleteMultipartUploadCommandOutput = await call(
      access,
      (client, options) => client.send(command, options),
      until,
    );
    return {
      etag: (answer.ETag ?? "").replaceAll('"', ""),
      versionId: answer.VersionId ?? null,
      checksums: checksumsOf(answer),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "conflict") learn(connection, { conditionalComplete: true });
    if (error.code !== "not_supported" || Object.keys(wanted).length === 0) throw error;
    // The store takes no condition here; what can be looked at beforehand was.
    learn(connection, { conditionalComplete: false });
    return join(access, { key, uploadId, onConflict, ifMatch, checksum }, parts);
  }
}

/** Leaves nothing behind; an upload that is gone already is as good. Whoever manages the key may end what others began. */
export async function abortMultipart(
  access: BucketAccess,
  key: string,
  uploadId: string,
  as: "write" | "manage" = "write",
): Promise<void> {
  access.need(as, key);
  const command = new AbortMultipartUploadCommand({ Bucket: access.bucket, Key: key, UploadId: uploadId });
  try {
    await call(access, (client, options) => client.send(command, options));
  } catch (error) {
    if (!(error instanceof AppError && error.code === "upload_gone")) throw error;
  }
}
