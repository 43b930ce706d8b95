import "server-only";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { SignedPart } from "@/lib/schemas/uploads";
import { type BucketAccess, call } from "./access";
import { learn } from "./capabilities";
import { presign } from "./presign";

/** How long a URL for a part lives, in seconds; it is signed just before use. */
const PART_SECONDS = 900;

export type NewObject = { key: string; size: number; contentType: string; onConflict: "fail" | "replace" };
export type SentPart = { number: number; size: number; etag: string };
type SignedParts = { parts: SignedPart[]; expiresAt: Date };

type StoreOptions = Pick<PutObjectCommandInput, "ServerSideEncryption" | "SSEKMSKeyId" | "StorageClass">;

function storeOptions({ connection: { upload } }: BucketAccess): StoreOptions {
  return {
    ...(upload.serverSideEncryption
      ? { ServerSideEncryption: upload.serverSideEncryption as "aws:kms" }
      : {}),
    ...(upload.kmsKeyId ? { SSEKMSKeyId: upload.kmsKeyId } : {}),
    ...(upload.storageClass ? { StorageClass: upload.storageClass as "STANDARD" } : {}),
  };
}

/** One PUT that carries exactly this many bytes of this type, and creates the object only if the user did not say replace. */
export async function signPut(
  access: BucketAccess,
  { key, size, contentType, onConflict }: NewObject,
): Promise<SignedParts> {
  access.need("write", key);
  const { upload } = access.connection;
  const headers: Record<string, string> = { "content-type": contentType };
  if (onConflict === "fail") headers["if-none-match"] = "*";
  if (upload.serverSideEncryption) headers["x-amz-server-side-encryption"] = upload.serverSideEncryption;
  if (upload.kmsKeyId) headers["x-amz-server-side-encryption-aws-kms-key-id"] = upload.kmsKeyId;
  if (upload.storageClass) headers["x-amz-storage-class"] = upload.storageClass;
  const command = new PutObjectCommand({
    Bucket: access.bucket,
    Key: key,
    ContentLength: size,
    ContentType: contentType,
    ...(onConflict === "fail" ? { IfNoneMatch: "*" } : {}),
    ...storeOptions(access),
  });
  const { url, expiresAt } = await presign(access, command, {
    seconds: PART_SECONDS,
    signedHeaders: Object.keys(headers),
  });
  return { parts: [{ number: 1, method: "PUT", url, headers }], expiresAt };
}

export async function createMultipart(
  access: BucketAccess,
  { key, contentType }: NewObject,
): Promise<string> {
  access.need("write", key);
  const command = new CreateMultipartUploadCommand({
    Bucket: access.bucket,
    Key: key,
    ContentType: contentType,
    ...storeOptions(access),
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
      return { number, ...(await presign(access, command, { seconds: PART_SECONDS })) };
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

/** Joins the parts. S3 may take minutes over many of them, hence the longer deadline. */
export async function completeMultipart(
  access: BucketAccess,
  { key, uploadId, onConflict }: { key: string; uploadId: string; onConflict: "fail" | "replace" },
  parts: readonly SentPart[],
): Promise<{ etag: string; versionId: string | null }> {
  access.need("write", key);
  const command = new CompleteMultipartUploadCommand({
    Bucket: access.bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: `"${etag}"` })) },
    ...(onConflict === "fail" ? { IfNoneMatch: "*" } : {}),
  });
  try {
    const answer = await call(
      access,
      (client, options) => client.send(command, options),
      AbortSignal.timeout(60_000),
    );
    return { etag: (answer.ETag ?? "").replaceAll('"', ""), versionId: answer.VersionId ?? null };
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict")
      learn(access.connection, { conditionalComplete: true });
    throw error;
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

/** An empty object whose key ends in `/`: S3 has no folders, and this is how all clients show an empty one. */
export async function putMarker(access: BucketAccess, prefix: string): Promise<void> {
  access.need("write", prefix);
  const command = new PutObjectCommand({
    Bucket: access.bucket,
    Key: prefix,
    Body: "",
    ContentLength: 0,
    IfNoneMatch: "*",
    ...storeOptions(access),
  });
  try {
    await call(access, (client, options) => client.send(command, options));
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict")
      learn(access.connection, { conditionalPut: true });
    throw error;
  }
}
