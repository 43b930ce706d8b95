import "server-only";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { beforeEnd } from "../deadline";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { toAppError } from "./errors";
import { type Checksum, checksumField, condition, keptAs, type NewObject } from "./new-object";
import { presign } from "./presign";
import { PART_SECONDS, type SignedParts } from "./writing";

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

/** S3 must know at the beginning that one checksum is to cover all parts; only the CRCs can. */
function wholeObject(
  checksum: Checksum | undefined,
): Pick<CompleteMultipartUploadCommandInput, "ChecksumType"> {
  if (!checksum) return {};
  if (checksum.algorithm.startsWith("SHA")) {
    throw new AppError(
      "invalid_request",
      "S3 has no SHA over all parts of an upload. Send a CRC, best CRC64NVME.",
    );
  }
  return { ChecksumType: "FULL_OBJECT", ...{ ChecksumAlgorithm: checksum.algorithm } };
}

export async function createMultipart(access: BucketAccess, object: NewObject): Promise<string> {
  access.need("write", object.key);
  const command = new CreateMultipartUploadCommand({
    Bucket: access.bucket,
    Key: object.key,
    ...keptAs(access, object),
    ...wholeObject(object.checksum),
  });
  const { UploadId } = await call(access, (client, options) => client.send(command, options));
  if (!UploadId) throw new AppError("s3_error", "The store began an upload without naming it.");
  return UploadId;
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

/** What S3 already has of an upload, in order of part number. */
export async function listParts(access: BucketAccess, key: string, uploadId: string): Promise<SentPart[]> {
  access.need("write", key);
  const parts: SentPart[] = [];
  let marker: string | undefined;
  do {
    const command = new ListPartsCommand({
      Bucket: access.bucket,
      Key: key,
      UploadId: uploadId,
      ...(marker ? { PartNumberMarker: marker } : {}),
    });
    const answer: ListPartsCommandOutput = await call(access, (client, options) =>
      client.send(command, options),
    );
    for (const part of answer.Parts ?? []) {
      parts.push({
        number: part.PartNumber ?? 0,
        size: part.Size ?? 0,
        etag: (part.ETag ?? "").replaceAll('"', ""),
      });
    }
    marker = answer.IsTruncated ? answer.NextPartNumberMarker : undefined;
  } while (marker);
  return parts;
}

/**
 * Joins the parts. S3 may take minutes over many of them: the answer then is that it did not come in time, while S3
 * goes on; whoever asks again finds the object.
 */
export async function completeMultipart(
  access: BucketAccess,
  { key, uploadId, onConflict, ifMatch, checksum }: Ending,
  parts: readonly SentPart[],
): Promise<{ etag: string; versionId: string | null }> {
  access.need("write", key);
  const { connection } = access;
  const wanted =
    capabilitiesOf(connection).conditionalComplete === false ? {} : condition({ onConflict, ifMatch });
  const command = new CompleteMultipartUploadCommand({
    Bucket: access.bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })) },
    ...wanted,
    ...(checksum ? { ...checksumField(checksum), ChecksumType: "FULL_OBJECT" } : {}),
  });
  try {
    const joined = call(
      access,
      (client, options) => client.send(command, options),
      AbortSignal.timeout(JOIN_MS),
    );
    const answer = await beforeEnd(joined, access.signal).catch((error: unknown) => {
      throw toAppError(error);
    });
    return { etag: (answer.ETag ?? "").replaceAll('"', ""), versionId: answer.VersionId ?? null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "conflict") learn(connection, { conditionalComplete: true });
    if (error.code !== "not_supported" || Object.keys(wanted).length === 0) throw error;
    // The store takes no condition here; what can be looked at beforehand was.
    learn(connection, { conditionalComplete: false });
    return completeMultipart(access, { key, uploadId, onConflict, ifMatch, checksum }, parts);
  }
}

/** Leaves nothing behind; an upload that is gone already is as good. */
export async function abortMultipart(access: BucketAccess, key: string, uploadId: string): Promise<void> {
  access.need("write", key);
  const command = new AbortMultipartUploadCommand({ Bucket: access.bucket, Key: key, UploadId: uploadId });
  try {
    await call(access, (client, options) => client.send(command, options));
  } catch (error) {
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
  }
}
