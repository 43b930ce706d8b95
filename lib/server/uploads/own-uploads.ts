import "server-only";
import { AppError } from "@/lib/errors";
import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import type { Actor } from "../access/actor";
import { allowedActions, bucketGrants } from "../access/grants";
import type { OpenBucket } from "../s3/open-bucket";
import { dropRecord, readRecord } from "./records";

type Place = { connection: string; bucket: string };

/** How many records one page reads, and how many of them at once: each is asked of S3, too. */
const PAGE = 100;
const AT_ONCE = 10;

type Query = { names: readonly string[]; prefix: string; after: string };

/**
 * The uploads of which the actor has records, from `after` on; `last` is where the next page goes on. Each is asked of S3
 * by its own name, since some stores (MinIO) list only the uploads of one key; what S3 no longer knows is forgotten.
 */
export async function listOwn(
  actor: Actor,
  place: Place,
  bucket: OpenBucket,
  { names, prefix, after }: Query,
): Promise<{ uploads: UnfinishedUpload[]; last: string | null }> {
  const left = names.filter((name) => name > after);
  const page = left.slice(0, PAGE);
  const queue = page.entries();
  const found: (UnfinishedUpload | null)[] = [];
  const worker = async () => {
    for (const [at, name] of queue) found[at] = await ownUpload(actor, place, bucket, name, prefix);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    uploads: found.filter((upload) => upload !== null),
    last: left.length > page.length ? (page.at(-1) ?? null) : null,
  };
}

async function ownUpload(
  actor: Actor,
  place: Place,
  bucket: OpenBucket,
  name: string,
  prefix: string,
): Promise<UnfinishedUpload | null> {
  const record = await readRecord(name);
  if (record?.actor !== actor.id || !record.key.startsWith(prefix)) return null;
  const { key, uploadId, begun, size, modified } = record;
  const allowed = allowedActions(bucketGrants(actor, place.connection, place.bucket), key);
  if (!allowed.includes("write")) return null;
  if (await isGone(bucket, { key, uploadId })) {
    dropRecord(name);
    return null;
  }
  return { key, uploadId, begun, own: true, size, modified };
}

/** Where the credentials may not ask, the record is all there is. */
async function isGone(bucket: OpenBucket, upload: { key: string; uploadId: string }): Promise<boolean> {
  try {
    return !(await bucket.knowsUpload(upload));
  } catch (error) {
    if (error instanceof AppError && error.code === "s3_denied") return false;
    throw error;
  }
}
