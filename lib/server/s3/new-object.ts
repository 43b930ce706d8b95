import "server-only";
import type { CreateMultipartUploadCommandInput } from "@aws-sdk/client-s3";
import type { z } from "zod";
import type { promisedChecksumSchema } from "@/lib/schemas/uploads";
import type { BucketAccess } from "./access";

/** Without a value it is promised for the completion. */
export type Checksum = z.infer<typeof promisedChecksumSchema>;

export type NewObject = {
  key: string;
  size: number;
  contentType: string;
  onConflict: "fail" | "replace";
  /** The ETag of the one object that may be replaced. */
  ifMatch?: string | undefined;
  metadata: Record<string, string>;
  checksum?: Checksum | undefined;
};

type Kept = Pick<
  CreateMultipartUploadCommandInput,
  "ContentType" | "Metadata" | "ServerSideEncryption" | "SSEKMSKeyId" | "StorageClass"
>;

/** How a new object is kept: its own type and metadata, and what the connection demands of all. */
export function keptAs(
  { connection: { upload } }: BucketAccess,
  object: Pick<NewObject, "contentType" | "metadata">,
): Kept {
  return {
    ContentType: object.contentType,
    ...(Object.keys(object.metadata).length > 0 ? { Metadata: object.metadata } : {}),
    ...(upload.serverSideEncryption
      ? { ServerSideEncryption: upload.serverSideEncryption as "aws:kms" }
      : {}),
    ...(upload.kmsKeyId ? { SSEKMSKeyId: upload.kmsKeyId } : {}),
    ...(upload.storageClass ? { StorageClass: upload.storageClass as "STANDARD" } : {}),
  };
}

/** The same as the headers that a browser has to send, because they are signed. */
export function keptAsHeaders(
  { connection: { upload } }: BucketAccess,
  object: NewObject,
): Record<string, string> {
  const headers: Record<string, string> = { "content-type": object.contentType };
  for (const [name, value] of Object.entries(object.metadata)) headers[`x-amz-meta-${name}`] = value;
  if (upload.serverSideEncryption) headers["x-amz-server-side-encryption"] = upload.serverSideEncryption;
  if (upload.kmsKeyId) headers["x-amz-server-side-encryption-aws-kms-key-id"] = upload.kmsKeyId;
  if (upload.storageClass) headers["x-amz-storage-class"] = upload.storageClass;
  if (object.checksum?.value)
    headers[`x-amz-checksum-${object.checksum.algorithm.toLowerCase()}`] = object.checksum.value;
  return headers;
}

export type Condition = { IfNoneMatch?: "*"; IfMatch?: string };

/** What must be so for S3 to write: nothing under the name, or exactly the object that the user saw. */
export function condition({ onConflict, ifMatch }: Pick<NewObject, "onConflict" | "ifMatch">): Condition {
  if (onConflict === "fail") return { IfNoneMatch: "*" };
  return ifMatch === undefined ? {} : { IfMatch: `"${ifMatch.replaceAll('"', "")}"` };
}

/** A checksum as the SDK's commands take it, `{ ChecksumCRC32C: … }`. */
export function checksumField(
  checksum: Checksum | undefined,
): Partial<Record<`Checksum${Checksum["algorithm"]}`, string>> {
  return checksum?.value ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {};
}
