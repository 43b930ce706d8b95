import { invalidArgument, S3Error } from "../errors";
import type { Bucket } from "../store/bucket";
import { NULL_VERSION, orderOfVersionId } from "../store/version-id";
import { isDeleteMarker, type ObjectRecord, type Version } from "../store/versions";

export function requireVersionId(versionId: string | undefined): void {
  if (versionId === "")
    throw invalidArgument("versionId", versionId, "Version id cannot be the empty string");
  if (versionId === undefined || versionId === NULL_VERSION) return;
  if (orderOfVersionId(versionId) === null)
    throw invalidArgument("versionId", versionId, "Invalid version id specified");
}

/** A bucket names versions from the first time on that versioning was enabled, suspended or not. */
function namesVersions(bucket: Bucket): boolean {
  return bucket.settings.versioning !== undefined;
}

/** The version that an answer speaks of. */
export function versionHeaders(bucket: Bucket, version: Version): Record<string, string> {
  return namesVersions(bucket) ? { "x-amz-version-id": version.versionId } : {};
}

/** The version that a write made; S3 says nothing of a null version, which replaced another. */
export function madeVersionHeaders({ versionId }: Version): Record<string, string> {
  return versionId === NULL_VERSION ? {} : { "x-amz-version-id": versionId };
}

/** A delete marker has nothing to read: it is not found as the newest version, and cannot be read by its own name. */
function unreadable(marker: Version, named: boolean): S3Error {
  const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": marker.versionId };
  if (!named) return new S3Error("NoSuchKey", undefined, { details: { Key: marker.key }, headers });
  return new S3Error("MethodNotAllowed", undefined, {
    details: { ResourceType: "DeleteMarker" },
    headers: { ...headers, allow: "DELETE", "last-modified": new Date(marker.modified).toUTCString() },
  });
}

/** The object that a request speaks of: the newest version, or the one named. */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined): ObjectRecord {
  requireVersionId(versionId);
  const { versions } = bucket.objects;
  const version = versionId === undefined ? versions.of(key)[0] : versions.find(key, versionId);
  if (!version && versionId !== undefined)
    throw new S3Error("NoSuchVersion", undefined, { details: { Key: key, VersionId: versionId } });
  if (!version) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
  if (isDeleteMarker(version)) throw unreadable(version, versionId !== undefined);
  return version;
}
