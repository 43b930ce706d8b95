import "server-only";
import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";

const ARCHIVES = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/** S3 gives archived bytes to nobody before a copy was restored (GetObject, "InvalidObjectState"). */
export function requireOutOfArchive({ ArchiveStatus, Restore, StorageClass }: HeadObjectCommandOutput): void {
  const isArchived = ArchiveStatus !== undefined || ARCHIVES.has(StorageClass ?? "");
  if (!isArchived || Restore?.includes('ongoing-request="false"')) return;
  if (Restore)
    throw new AppError(
      "conflict",
      "This object is being restored from its archive. Try again when that is done.",
    );
  throw new AppError(
    "conflict",
    `This object is in an archive (${StorageClass}). Have it restored first; Cooper cannot do that yet.`,
  );
}
