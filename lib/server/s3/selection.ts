import "server-only";
import { DeleteObjectCommand, DeleteObjectsCommand, type ObjectIdentifier } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { isXmlSafe } from "@/lib/keys";
import type { Action } from "@/lib/schemas/primitives";
import { withDeadline } from "../deadline";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { eachPage } from "./listing";
import { headObject } from "./reading";

export type Entry = { key: string; versionId?: string | undefined; size: number };
export type Chosen = { keys: { key: string; versionId?: string | undefined }[]; prefixes: string[] };
export type Failure = { key: string; code: string; message: string };

/** How many single requests run at once where a batch is not possible. */
const SINGLES_AT_ONCE = 8;

/** Up to 1,000 entries; `named` by the caller, and so of unknown size, or listed by the store. */
export type Batch = { entries: Entry[]; named: boolean };

/**
 * What a selection stands for, in batches: exact keys, and everything below each prefix. The action must be allowed on
 * all of it before anything is touched, and again before each batch. A key that overlapping choices name twice comes once.
 */
export async function* expand(
  access: BucketAccess,
  chosen: Chosen,
  action: Action,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const need = () => {
    for (const { key, versionId } of chosen.keys) access.need(versionId ? "manage" : action, key);
    for (const prefix of chosen.prefixes) access.need(action, prefix);
  };
  need();
  const prefixes = topmost(chosen.prefixes);
  const keys = uniqueEntries(chosen.keys).filter(
    ({ key, versionId }) => versionId !== undefined || !prefixes.some((prefix) => key.startsWith(prefix)),
  );
  if (keys.length > 0) yield { entries: keys.map((entry) => ({ ...entry, size: 0 })), named: true };
  for (const prefix of prefixes) {
    for await (const entries of eachPage(access, prefix, signal)) {
      // Grants may have changed since the work began; it may be long.
      need();
      yield { entries, named: false };
    }
  }
}

function topmost(prefixes: readonly string[]): string[] {
  const unique = [...new Set(prefixes)];
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)));
}

function uniqueEntries<T extends { key: string; versionId?: string | undefined }>(keys: readonly T[]): T[] {
  return [...new Map(keys.map((entry) => [JSON.stringify([entry.key, entry.versionId]), entry])).values()];
}

/** Those of the named entries that exist, with their sizes. */
export async function measure(access: BucketAccess, entries: readonly Entry[]): Promise<Entry[]> {
  const found: Entry[] = [];
  await inParallel(entries, SINGLES_AT_ONCE, async (entry) => {
    try {
      const limited = { ...access, signal: withDeadline(access.signal, 9000) };
      found.push({ ...entry, size: (await headObject(limited, entry)).size });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "not_found") throw error;
    }
  });
  return found;
}

/** Deletes exactly these entries and answers those that would not go. */
export async function deleteEntries(
  access: BucketAccess,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Failure[]> {
  const batchable = entries.filter(({ key }) => isXmlSafe(key));
  const odd = entries.filter(({ key }) => !isXmlSafe(key));
  if (capabilitiesOf(access.connection).multiDelete === false) return deleteSingly(access, entries, signal);
  try {
    const failures = batchable.length === 0 ? [] : await deleteBatch(access, batchable, signal);
    return [...failures, ...(await deleteSingly(access, odd, signal))];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Some stores refuse a batch whole where S3 refuses each key in it.
    if (error.code === "s3_denied")
      return entries.map(({ key }) => ({ key, code: error.code, message: error.message }));
    if (error.code !== "not_supported") throw error;
    learn(access.connection, { multiDelete: false });
    return deleteSingly(access, entries, signal);
  }
}

async function deleteBatch(
  access: BucketAccess,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Failure[]> {
  const objects: ObjectIdentifier[] = entries.map(({ key, versionId }) => ({
    Key: key,
    ...(versionId ? { VersionId: versionId } : {}),
  }));
  const command = new DeleteObjectsCommand({
    Bucket: access.bucket,
    Delete: { Objects: objects, Quiet: true },
  });
  const answer = await call(access, (client, options) => client.send(command, options), deadline(signal));
  return (answer.Errors ?? [])
    .filter(({ Code }) => Code !== "NoSuchKey")
    .map(({ Key, Code }) => ({
      key: Key ?? "",
      code: Code ?? "Unknown",
      message: `The store refused it (${Code ?? "no reason given"}).`,
    }));
}

async function deleteSingly(
  access: BucketAccess,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  await inParallel(entries, SINGLES_AT_ONCE, async ({ key, versionId }) => {
    const command = new DeleteObjectCommand({
      Bucket: access.bucket,
      Key: key,
      ...(versionId ? { VersionId: versionId } : {}),
    });
    try {
      await call(access, (client, options) => client.send(command, options), deadline(signal));
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error;
      if (error.code !== "not_found") failures.push({ key, code: error.code, message: error.message });
    }
  });
  return failures;
}

const deadline = (signal: AbortSignal) => withDeadline(signal, 60_000);

async function inParallel<T>(
  items: readonly T[],
  width: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of queue) {
      if (failed) return;
      await run(item).catch((error: unknown) => {
        // The others end with what they have in hand, and take nothing new.
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
