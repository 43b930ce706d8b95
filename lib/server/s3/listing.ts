import "server-only";
import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { ObjectPage, S3Object } from "@/lib/schemas/objects";
import { notFound } from "../access/authorise";
import { allowedActions, bucketGrants, grantedFolders } from "../access/grants";
import { withDeadline } from "../deadline";
import { type BucketAccess, call } from "./access";
import { openCursor, sealCursor } from "./cursor";
import { decodeListed } from "./listed-key";
import { createPageTurns, noWayOn, repeats } from "./page-turns";

type PageQuery = { prefix: string; cursor?: string | undefined; limit: number };

/**
 * One page of a folder. Below a granted prefix it is S3's; at an ancestor of grants it is made of their next segments,
 * without asking S3; anywhere else there is nothing.
 */
export async function listPage(
  access: BucketAccess,
  { prefix, cursor, limit }: PageQuery,
): Promise<ObjectPage> {
  const { actor, connection, bucket } = access;
  const grants = bucketGrants(actor, connection.id, bucket);
  const allowed = allowedActions(grants, prefix);
  if (!allowed.includes("list")) {
    const prefixes = grantedFolders(grants, prefix);
    if (prefixes.length > 0) return { prefixes, objects: [], cursor: null, allowed };
    if (allowed.length === 0) throw notFound("This prefix");
    access.need("list", prefix);
  }
  const scope = { actor: actor.id, connection: connection.id, bucket, prefix };
  const token = cursor === undefined ? undefined : openCursor(cursor, scope);
  const answer = await listRaw(access, { prefix, delimiter: "/", limit, token });
  const next = nextToken(answer);
  if (next !== null && next === token) throw repeats();
  return {
    prefixes: (answer.CommonPrefixes ?? []).map((entry) => keyOf(entry.Prefix, answer, prefix)),
    objects: objectsOf(answer, prefix),
    cursor: next === null ? null : sealCursor(next, scope),
    allowed,
  };
}

type PageOptions = {
  /** Only keys behind this one; a store may not know how to. */
  after?: string | undefined;
  /** How every page but the first is asked for: a first one that fails can still be told as the answer's status. */
  insist?: <T>(ask: () => Promise<T>, signal: AbortSignal) => Promise<T>;
};

/** Every object below a prefix, page by page, in S3's order (UTF-8 bytes). One page is held at a time. */
export async function* eachPage(
  access: BucketAccess,
  prefix: string,
  signal: AbortSignal,
  { after, insist = (ask) => ask() }: PageOptions = {},
): AsyncGenerator<S3Object[]> {
  const turn = createPageTurns();
  let token: string | undefined;
  do {
    const ask = () => listRaw(access, { prefix, limit: 1000, token, after }, signal);
    const answer = token === undefined ? await ask() : await insist(ask, signal);
    yield objectsOf(answer, prefix);
    const next = nextToken(answer);
    token = next === null ? undefined : turn(next);
  } while (token !== undefined);
}

/** The objects that come behind a key, in S3's order, and whether there are more of them than these. */
export async function pageBehind(
  access: BucketAccess,
  { prefix, after, limit }: { prefix: string; after: string; limit: number },
): Promise<{ objects: S3Object[]; more: boolean }> {
  const answer = await listRaw(access, { prefix, limit, after });
  return { objects: objectsOf(answer, prefix), more: answer.IsTruncated === true };
}

type RawQuery = {
  prefix: string;
  delimiter?: string;
  limit: number;
  token?: string | undefined;
  after?: string | undefined;
};

function listRaw(access: BucketAccess, query: RawQuery, signal?: AbortSignal) {
  const { prefix, delimiter, limit, token, after } = query;
  const command = new ListObjectsV2Command({
    Bucket: access.bucket,
    Prefix: prefix,
    MaxKeys: limit,
    // Without it, a key with a control character makes the whole answer unreadable XML.
    EncodingType: "url",
    ...(delimiter ? { Delimiter: delimiter } : {}),
    ...(token ? { ContinuationToken: token } : {}),
    ...(after !== undefined && !token ? { StartAfter: after } : {}),
  });
  const deadline = signal ? withDeadline(signal, 9000) : access.signal;
  return call(access, (client, options) => client.send(command, options), deadline);
}

function nextToken(answer: ListObjectsV2CommandOutput): string | null {
  if (!answer.IsTruncated) return null;
  if (!answer.NextContinuationToken) throw noWayOn();
  return answer.NextContinuationToken;
}

function objectsOf(answer: ListObjectsV2CommandOutput, prefix: string): S3Object[] {
  return (answer.Contents ?? []).map((entry) => ({
    key: keyOf(entry.Key, answer, prefix),
    size: entry.Size ?? 0,
    modified: (entry.LastModified ?? new Date(0)).toISOString(),
    etag: (entry.ETag ?? "").replaceAll('"', ""),
    storageClass: entry.StorageClass ?? "STANDARD",
  }));
}

/** A listed key. One that was not asked for is never believed: what is listed may be what is deleted next. */
function keyOf(
  listed: string | undefined,
  { EncodingType }: ListObjectsV2CommandOutput,
  prefix: string,
): string {
  const key = decodeListed(listed, EncodingType);
  if (key === "" || !key.startsWith(prefix)) {
    throw new AppError(
      "s3_error",
      "The store listed something that was not asked for. Nothing of it is used.",
    );
  }
  return key;
}
