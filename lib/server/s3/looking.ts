import "server-only";
import { AppError } from "@/lib/errors";
import { hasDotSegment } from "@/lib/keys";
import type { ObjectDetails } from "@/lib/schemas/objects";
import type { BucketAccess } from "./access";
import { pageBehind } from "./listing";
import { headObject } from "./reading";

/** A listing tells no more of an object than this; its version is told by asking for it alone. */
export type Stored = Pick<ObjectDetails, "key" | "size" | "modified" | "etag" | "versionId" | "checksums">;

/** What stands under a name; `known` is false where the credentials may not look. */
export type Existing = { known: boolean; object: Stored | null };

/** Below this many names, asking for each is as quick as a listing, and cheaper. */
const FEW = 4;
/** Names that lie far apart are not worth more listings than this. */
const PAGES = 3;
/**
 * How many objects a page may hold for each name that is looked for in it: few names are not worth a long page. Names of
 * one batch mostly follow each other, and the first page needs room for them alone.
 */
const ROOM = { FIRST: 1.2, LATER: 20 };
/** How many names are asked for at once. */
const AT_ONCE = 16;

/** What stands under a name, told to those who may write there. */
export async function existing(
  access: BucketAccess,
  key: string,
): Promise<{ known: boolean; object: ObjectDetails | null }> {
  access.need("write", key);
  try {
    return { known: true, object: await headObject(access, { key }) };
  } catch (error) {
    if (!(error instanceof AppError) || !["not_found", "s3_denied"].includes(error.code)) throw error;
    return { known: error.code === "not_found", object: null };
  }
}

/**
 * The same for many names in a few requests: the first is asked for, and a listing that begins behind it tells of all
 * that it covers, at the same time. What is left is asked for one by one. Names where the actor may not write, and
 * those that could not be asked for, are left out.
 */
export async function existingAmong(
  access: BucketAccess,
  keys: Iterable<string>,
): Promise<Map<string, Existing>> {
  const found = new Map<string, Existing>();
  let left = [...new Set(keys)].filter((key) => !hasDotSegment(key) && mayWrite(access, key)).sort(inBytes);
  const prefix = commonFolder(left);
  for (let page = 0; page < PAGES && left.length >= FEW; page++) {
    const [first = "", ...rest] = left;
    const [, listed] = await Promise.all([
      askAll(access, [first], found),
      listedAmong(access, prefix, first, rest, page === 0 ? ROOM.FIRST : ROOM.LATER),
    ]);
    if (!listed) {
      left = rest;
      break;
    }
    for (const [key, object] of listed) found.set(key, { known: true, object });
    left = rest.filter((key) => !listed.has(key));
  }
  await askAll(access, left, found);
  return found;
}

function mayWrite(access: BucketAccess, key: string): boolean {
  try {
    access.need("write", key);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** What one page tells of these names (sorted, all behind `first`), or null where the store lets nobody list. */
async function listedAmong(
  access: BucketAccess,
  prefix: string,
  first: string,
  names: readonly string[],
  room: number,
): Promise<Map<string, Stored | null> | null> {
  try {
    const { objects, more } = await pageBehind(access, {
      prefix,
      after: first,
      limit: Math.min(1000, Math.ceil(names.length * room)),
    });
    const last = objects.at(-1)?.key;
    const listed = new Map<string, Stored>(objects.map((object) => [object.key, fromListing(object)]));
    // Only a store that lists in the order of bytes, as S3 does, shows by a gap that something is not there.
    const ordered = objects.every(({ key }, at) => at === 0 || inBytes(objects[at - 1]?.key ?? "", key) < 0);
    const covered = (key: string) => !more || (ordered && last !== undefined && inBytes(key, last) <= 0);
    const told = new Map<string, Stored | null>();
    for (const name of names) {
      const object = listed.get(name);
      if (object) told.set(name, object);
      else if (covered(name)) told.set(name, null);
    }
    return told;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** HEAD tells the time in whole seconds; the same object must not look changed for being seen in a listing. */
function fromListing({
  key,
  size,
  etag,
  modified,
}: Pick<Stored, "key" | "size" | "etag" | "modified">): Stored {
  const seconds = Math.floor(Date.parse(modified) / 1000);
  return {
    key,
    size,
    etag,
    modified: new Date(seconds * 1000).toISOString(),
    versionId: null,
    checksums: {},
  };
}

async function askAll(
  access: BucketAccess,
  keys: readonly string[],
  found: Map<string, Existing>,
): Promise<void> {
  const queue = keys.values();
  const worker = async () => {
    for (const key of queue) {
      try {
        found.set(key, await existing(access, key));
      } catch (error) {
        // Whoever needs this name asks for it again, and hears why it cannot be told.
        if (!(error instanceof AppError)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, keys.length) }, worker));
}

const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The longest prefix of all that ends in a slash; credentials may be let into a folder alone. */
function commonFolder(sorted: readonly string[]): string {
  const [first = ""] = sorted;
  const last = sorted.at(-1) ?? "";
  let same = 0;
  while (same < first.length && first[same] === last[same]) same++;
  return first.slice(0, first.slice(0, same).lastIndexOf("/") + 1);
}
