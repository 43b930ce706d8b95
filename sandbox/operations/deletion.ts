import { deleteCondition } from "../conditions";
import { queryValue } from "../http/request";
import type { Bucket } from "../store/bucket";
import type { WriteCondition } from "../store/objects";
import { isDeleteMarker } from "../store/versions";
import { bucketOf, type Call, type Handler, keyOf } from "./call";
import { requireVersionId } from "./finding";
import { bypassesGovernance, requireUnlocked } from "./lock-rules";

export type Wanted = { key: string; versionId: string | undefined; condition: WriteCondition | null };

/** What became of a key: the version that is gone or the marker that hides it; nothing where none are kept. */
export type Deletion = { versionId: string | undefined; marker: boolean };

export async function deleteOne(
  call: Call,
  bucket: Bucket,
  wanted: Wanted,
  bypass: boolean,
): Promise<Deletion> {
  const { condition, key, versionId } = wanted;
  requireVersionId(versionId);
  const { objects, uploads } = bucket;
  if (versionId === undefined) {
    const marker = await objects.delete(key, condition, call.now().getTime());
    uploads.noteDeletion(key);
    return { versionId: marker?.versionId, marker: marker !== null };
  }
  const gone = await objects.deleteVersion(key, versionId, condition, (version) => {
    requireUnlocked(version, call.now(), bypass);
    if (objects.get(key) === version) uploads.noteDeletion(key);
  });
  return { versionId, marker: gone !== undefined && isDeleteMarker(gone) };
}

export const deleteObject: Handler = async (call) => {
  const bucket = bucketOf(call);
  const wanted = {
    key: keyOf(call),
    versionId: queryValue(call.request, "versionId"),
    condition: deleteCondition(call.request),
  };
  const { marker, versionId } = await deleteOne(call, bucket, wanted, bypassesGovernance(call, bucket));
  return {
    status: 204,
    headers: { "x-amz-version-id": versionId, "x-amz-delete-marker": marker ? "true" : undefined },
  };
};
