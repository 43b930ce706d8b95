import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { UnfinishedUpload, UnfinishedUploads } from "@/lib/schemas/unfinished-uploads";
import type { Actor } from "../access/actor";
import { notFound } from "../access/authorise";
import { allowedActions, bucketGrants, grantedFolders, grantedPrefixes } from "../access/grants";
import { openCursor, sealCursor } from "../s3/cursor";
import { type OpenBucket, openBucket } from "../s3/open-bucket";
import { listOwn } from "./own-uploads";
import { recordId, recordIdIn, recordNames } from "./records";

type Place = { connection: string; bucket: string };

/** Where the next page begins: behind a record of the actor's own, or behind what S3 listed below a prefix. */
const placeSchema = z.union([
  z.strictObject({ own: z.string() }),
  z.strictObject({
    prefix: z.string(),
    after: z.strictObject({ key: z.string(), uploadId: z.string() }).nullable(),
  }),
]);
type From = z.infer<typeof placeSchema>;

/**
 * One page of the uploads below a prefix that were begun and not ended: first the actor's own, of which Cooper kept a
 * record, then, wherever the actor has `manage`, all others that S3 lists.
 */
export async function listUnfinished(
  actor: Actor,
  place: Place,
  { prefix, cursor }: { prefix: string; cursor?: string | undefined },
  signal: AbortSignal,
): Promise<UnfinishedUploads> {
  const bucket = openBucket(actor, place, signal);
  const grants = bucketGrants(actor, place.connection, place.bucket);
  const allowed = allowedActions(grants, prefix);
  const isSeen = allowed.length > 0 || grantedFolders(grants, prefix).length > 0;
  if (!isSeen) throw notFound("This prefix");
  // No bucket has such a name: a cursor of a list of objects is none of these.
  const scope = { actor: actor.id, ...place, bucket: `${place.bucket}?uploads`, prefix };
  const from = cursor === undefined ? { own: "" } : fromOf(openCursor(cursor, scope));
  const names = await recordNames(actor, place);
  const managed = grantedPrefixes(grants, "manage", prefix);
  const page =
    "own" in from
      ? await ownPage({ actor, place, bucket, names, managed }, prefix, from.own)
      : await storePage(bucket, names, managed, from);
  return {
    uploads: page.uploads,
    cursor: page.next && sealCursor(JSON.stringify(page.next), scope),
    allowed,
  };
}

type Page = { uploads: UnfinishedUpload[]; next: From | null };

type Own = { actor: Actor; place: Place; bucket: OpenBucket; names: string[]; managed: string[] };

async function ownPage(
  { actor, place, bucket, names, managed }: Own,
  prefix: string,
  after: string,
): Promise<Page> {
  const { uploads, last } = await listOwn(actor, place, bucket, { names, prefix, after });
  if (last !== null) return { uploads, next: { own: last } };
  const [first] = managed;
  return { uploads, next: first === undefined ? null : { prefix: first, after: null } };
}

async function storePage(
  bucket: OpenBucket,
  names: readonly string[],
  managed: readonly string[],
  { prefix, after }: { prefix: string; after: { key: string; uploadId: string } | null },
): Promise<Page> {
  const { uploads, next } = await bucket.listUploads(prefix, after);
  const following = managed[managed.indexOf(prefix) + 1];
  const own = new Set(names.map(recordIdIn));
  const others = uploads.filter((upload) => !own.has(recordId(upload)));
  return {
    uploads: others.map(({ begun, ...upload }) => ({
      ...upload,
      begun: begun.toISOString(),
      own: false,
      size: null,
      modified: null,
    })),
    next: next
      ? { prefix, after: next }
      : following === undefined
        ? null
        : { prefix: following, after: null },
  };
}

function fromOf(token: string): From {
  const parsed = placeSchema.safeParse(JSON.parse(token));
  if (parsed.success) return parsed.data;
  throw new AppError(
    "invalid_cursor",
    "This cursor does not belong to this listing. Begin again without one.",
  );
}
