import "server-only";
import type { Actor } from "../access/actor";
import { openBucket } from "../s3/open-bucket";
import { dropRecord, findRecord } from "./records";

type Place = { connection: string; bucket: string };

/** Throws an unfinished upload away: one's own, or any with `manage`. One that is gone already is as good. */
export async function discardUpload(
  actor: Actor,
  place: Place,
  { key, uploadId }: { key: string; uploadId: string },
  signal: AbortSignal,
): Promise<void> {
  const bucket = openBucket(actor, place, signal);
  const own = await findRecord(actor, place, { key, uploadId });
  await bucket.abortMultipart(key, uploadId, own ? "write" : "manage");
  dropRecord(own?.name);
}
