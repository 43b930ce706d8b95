import "server-only";
import { AppError } from "@/lib/errors";
import type { Actor } from "../access/actor";
import type { Existing } from "../s3/looking";
import { openBucket } from "../s3/open-bucket";
import { openTicket, type Ticket } from "./ticket";

type Name = { connection: string; bucket: string; key: string };

/** What was found under the names of a batch; a name that is not among them has to be asked for alone. */
export type Names = { find(name: Name): Existing | undefined };

/** Looks the names of a batch up together, bucket by bucket, so that a file costs no request of its own. */
export async function lookUp(actor: Actor, names: readonly Name[], signal: AbortSignal): Promise<Names> {
  const buckets = new Map<string, { connection: string; bucket: string; keys: string[] }>();
  for (const { connection, bucket, key } of names) {
    const place = JSON.stringify([connection, bucket]);
    const known = buckets.get(place) ?? { connection, bucket, keys: [] };
    buckets.set(place, known);
    known.keys.push(key);
  }
  const found = new Map<string, Map<string, Existing>>();
  await Promise.all(
    [...buckets].map(async ([place, { keys, ...bucket }]) => {
      try {
        found.set(place, await openBucket(actor, bucket, signal).existingAmong(keys));
      } catch (error) {
        // Each file of the batch meets the same reason, and tells it for itself.
        if (!(error instanceof AppError)) throw error;
      }
    }),
  );
  return {
    find: ({ connection, bucket, key }) => found.get(JSON.stringify([connection, bucket]))?.get(key),
  };
}

type Completed = string | { ticket: string; etag: string };

/** The same for uploads of a batch that were one PUT each. */
export function lookUpSingles(
  actor: Actor,
  entries: readonly Completed[],
  signal: AbortSignal,
): Promise<Names> {
  const tickets = entries.flatMap((entry) => openOrNone(actor, entry));
  return lookUp(
    actor,
    tickets.filter(({ uploadId }) => uploadId === null),
    signal,
  );
}

function openOrNone(actor: Actor, entry: Completed): Ticket[] {
  try {
    return [openTicket(typeof entry === "string" ? entry : entry.ticket, actor)];
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
