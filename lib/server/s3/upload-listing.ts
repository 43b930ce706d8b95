import "server-only";
import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type ListPartsCommandOutput,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { type BucketAccess, call } from "./access";
import { decodeListed } from "./listed-key";
import type { SentPart } from "./multipart";
import { createPageTurns, noWayOn, repeats } from "./page-turns";

export type Marker = { key: string; uploadId: string };
export type ListedUpload = { key: string; uploadId: string; begun: Date };

/** One page of what S3 knows of unfinished uploads, whoever began them. */
export async function listUploads(
  access: BucketAccess,
  prefix: string,
  after: Marker | null,
): Promise<{ uploads: ListedUpload[]; next: Marker | null }> {
  access.need("manage", prefix);
  const command = new ListMultipartUploadsCommand({
    Bucket: access.bucket,
    EncodingType: "url",
    ...(prefix ? { Prefix: prefix } : {}),
    ...(after ? { KeyMarker: after.key, UploadIdMarker: after.uploadId } : {}),
  });
  const answer = await call(access, (client, options) => client.send(command, options));
  const uploads = (answer.Uploads ?? []).flatMap(({ Key, UploadId, Initiated }) => {
    const key = decodeListed(Key, answer.EncodingType);
    // What was not asked for is not believed: what is listed may be what is thrown away next.
    if (!UploadId || !key.startsWith(prefix)) return [];
    return [{ key, uploadId: UploadId, begun: Initiated ?? new Date(0) }];
  });
  const next = nextMarker(answer);
  if (next && after && next.key === after.key && next.uploadId === after.uploadId) throw repeats();
  return { uploads, next };
}

function nextMarker(answer: ListMultipartUploadsCommandOutput): Marker | null {
  if (!answer.IsTruncated) return null;
  const { NextKeyMarker, NextUploadIdMarker, EncodingType } = answer;
  if (!NextKeyMarker) throw noWayOn();
  return { key: decodeListed(NextKeyMarker, EncodingType), uploadId: NextUploadIdMarker ?? "" };
}

export type KnownUpload = {
  parts: SentPart[];
  checksum: { algorithm: string; isWhole: boolean } | null;
};

/** What S3 has of an upload, in order of part number, and the checksum that it was begun with. */
export async function describeUpload(access: BucketAccess, { key, uploadId }: Marker): Promise<KnownUpload> {
  const parts: SentPart[] = [];
  const turn = createPageTurns();
  let marker: string | undefined;
  for (;;) {
    const answer = await listPartsPage(access, { key, uploadId }, marker);
    for (const part of answer.Parts ?? [])
      parts.push({
        number: part.PartNumber ?? 0,
        size: part.Size ?? 0,
        etag: (part.ETag ?? "").replaceAll('"', ""),
      });
    const next = answer.IsTruncated ? answer.NextPartNumberMarker : undefined;
    marker = next && turn(next);
    if (marker) continue;
    const { ChecksumAlgorithm: algorithm, ChecksumType: type } = answer;
    return { parts, checksum: algorithm ? { algorithm, isWhole: type === "FULL_OBJECT" } : null };
  }
}

/** Whether S3 still knows an upload. */
export async function knowsUpload(access: BucketAccess, upload: Marker): Promise<boolean> {
  access.need("write", upload.key);
  try {
    await listPartsPage(access, upload, undefined, 1);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "upload_gone") return false;
    throw error;
  }
}

function listPartsPage(
  access: BucketAccess,
  { key, uploadId }: Marker,
  marker: string | undefined,
  limit?: number,
): Promise<ListPartsCommandOutput> {
  const command = new ListPartsCommand({
    Bucket: access.bucket,
    Key: key,
    UploadId: uploadId,
    ...(limit ? { MaxParts: limit } : {}),
    ...(marker ? { PartNumberMarker: marker } : {}),
  });
  return call(access, (client, options) => client.send(command, options));
}
