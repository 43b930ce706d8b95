import { invalidArgument, S3Error } from "../errors";
import type { Bucket } from "../store/bucket";
import type { ObjectRecord } from "../store/objects";

/** Without versioning every object is the version "null". */
export function requireVersionId(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== "null")
    throw invalidArgument("versionId", versionId, "Invalid version id specified");
}

/** The object that a request speaks of, as a target to read or as the source of a copy. */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined): ObjectRecord {
  requireVersionId(versionId);
  const record = bucket.objects.get(key);
  if (!record) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
  return record;
}
