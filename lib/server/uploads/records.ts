import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { algorithmSchema, onConflictSchema } from "@/lib/schemas/uploads";
import type { Actor } from "../access/actor";
import { log } from "../log";
import { state } from "../state/state";

const FOLDER = "uploads/";
const DAY_MS = 86_400_000;
/** A store's own rules end what lies about for longer; until then, S3's list is asked instead. */
const KEPT_DAYS = 30;
/** How many old records one sweep takes away. */
const SWEPT_AT_ONCE = 1000;

const recordSchema = z.strictObject({
  actor: z.string(),
  connection: z.string(),
  bucket: z.string(),
  key: z.string(),
  uploadId: z.string(),
  size: z.number(),
  /** The file's own time. */
  modified: z.string().nullable(),
  contentType: z.string(),
  partSize: z.number(),
  partCount: z.number(),
  checksum: algorithmSchema.nullable(),
  onConflict: onConflictSchema,
  ifMatch: z.string().optional(),
  before: z.object({ etag: z.string(), modified: z.string() }).nullable(),
  begun: z.string(),
});

/** Who began an upload in parts, and of what: kept apart from S3, which only knows the server's credentials. */
export type UploadRecord = z.infer<typeof recordSchema>;

type Place = { connection: string; bucket: string };
type Upload = { key: string; uploadId: string };

const KIND = { schema: "upload/1", body: recordSchema };

const digest = (...words: string[]) =>
  createHash("sha256").update(JSON.stringify(words)).digest("base64url").slice(0, 32);

const folderOf = (actor: string, { connection, bucket }: Place) =>
  `${FOLDER}of-${digest(actor, connection, bucket)}/`;

/** What stands behind the day in the name of an upload's record. */
export const recordId = ({ key, uploadId }: Upload) => digest(key, uploadId);

/** The same of a record's name; it is as long for all. */
export const recordIdIn = (name: string) => name.slice(-32);

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The name of the record of an upload that begins now; the day in it tells what is old without reading it. */
export function newRecordName(actor: Actor, place: Place, upload: Upload): string {
  return `${folderOf(actor.id, place)}d${dayOf(Date.now())}-${recordId(upload)}`;
}

/** Writes a record. Nobody waits for it: an upload without one goes on as well, and is only not listed as one's own. */
export function keepRecord(name: string, record: UploadRecord): void {
  unattended("kept", async () => {
    await state().put(KIND, name, record, "absent");
    await sweepOnce();
  });
}

export function dropRecord(name: string | undefined): void {
  if (name !== undefined) unattended("dropped", () => state().forget(name));
}

/** The names of the records of this actor's uploads to a bucket, in an order that stays. */
export async function recordNames(actor: Actor, place: Place): Promise<string[]> {
  return (await state().list(folderOf(actor.id, place))).sort();
}

export async function readRecord(name: string): Promise<UploadRecord | null> {
  return (await state().get(KIND, name))?.body ?? null;
}

/** The actor's own record of an upload, and its name. */
export async function findRecord(
  actor: Actor,
  place: Place,
  upload: Upload,
): Promise<{ name: string; record: UploadRecord } | null> {
  const id = recordId(upload);
  const name = (await recordNames(actor, place)).find((one) => one.endsWith(`-${id}`));
  const record = name === undefined ? null : await readRecord(name);
  if (name === undefined || record === null || record.actor !== actor.id) return null;
  return record.key === upload.key && record.uploadId === upload.uploadId ? { name, record } : null;
}

let swept = 0;

/** Takes away what is too old, at most once a day in each process. */
async function sweepOnce(): Promise<void> {
  const now = Date.now();
  if (now - swept < DAY_MS) return;
  swept = now;
  const oldest = dayOf(now - KEPT_DAYS * DAY_MS);
  const old = (await state().list(FOLDER)).filter((name) => {
    const day = /\/d(\d{4}-\d\d-\d\d)-[^/]+$/.exec(name)?.[1];
    return day !== undefined && day < oldest;
  });
  for (const name of old.slice(0, SWEPT_AT_ONCE)) await state().forget(name);
}

function unattended(what: "kept" | "dropped", run: () => Promise<void>): void {
  const failed = (error: unknown) =>
    log.warn({ event: "upload.record", err: error }, `The record of an upload could not be ${what}.`);
  // Also what throws before there is a promise, as a state that cannot be opened does.
  Promise.resolve().then(run).catch(failed);
}
