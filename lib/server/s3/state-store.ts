import "server-only";
import { randomUUID } from "node:crypto";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { ConnectionConfig } from "../config/types";
import { withDeadline } from "../deadline";
import type { Condition } from "../state/driver";
import { STATE_MS } from "../state/in-time";
import { s3Client } from "./client";
import { bucketRegion } from "./region";
import { eraseObject, putObject, type Quoting, reach, readObject, type StateStore } from "./state-objects";

export type Place = { connection: ConnectionConfig; bucket: string; prefix: string };

/** Nobody waits for all of an opening: a slow store must have its time once, or it would never be open. */
const OPENING_MS = 60_000;

/** What was found out, or why it could not be: no AppError, which would be none in another bundle. */
type Habits = { region: string; quoting: Quoting } | { code: ErrorCode; message: string };

// Each bundle of Next has its own instance of this module; the store is opened once for all of them.
const KEY = Symbol.for("cooper.state-store");
const shared = globalThis as typeof globalThis & { [KEY]?: Map<string, Promise<Habits>> };

/** The store of the state, once it is known how it takes conditions. What failed is tried anew at the next call. */
export async function openStore(place: Place): Promise<StateStore> {
  shared[KEY] ??= new Map();
  const openings = shared[KEY];
  const { connection, bucket, prefix } = place;
  const name = JSON.stringify([connection.id, connection.endpoint, bucket, prefix]);
  const opening = openings.get(name) ?? findHabits(place);
  openings.set(name, opening);
  let isOpen = false;
  try {
    const habits = await opening;
    if (!("quoting" in habits)) throw new AppError(habits.code, habits.message);
    isOpen = true;
    return { client: s3Client(connection, habits.region), bucket, quoting: habits.quoting };
  } finally {
    if (!isOpen && openings.get(name) === opening) openings.delete(name);
  }
}

async function findHabits(place: Place): Promise<Habits> {
  const signal = withDeadline(new AbortController().signal, OPENING_MS);
  try {
    const region = await reach(bucketRegion(place.connection, place.bucket, signal));
    return { region, quoting: await findQuoting(place, region, signal) };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
}

/** Finds out how the store takes conditions: writes that must succeed and writes that must fail, on a key of our own. */
async function findQuoting(
  { connection, bucket, prefix }: Place,
  region: string,
  signal: AbortSignal,
): Promise<Quoting> {
  const client = s3Client(connection, region);
  const store: StateStore = { client, bucket, quoting: "quoted" };
  const key = `${prefix}probe/${randomUUID()}.json`;
  const put = (text: string, condition: Condition, quoting: Quoting) =>
    putObject({ ...store, quoting }, key, text, condition, signal);
  try {
    if (!(await put("1", "absent", "quoted"))) throw unfit("it refuses a first write with If-None-Match");
    if (await put("2", "absent", "quoted")) throw unfit("it ignores If-None-Match and overwrites");
    for (const quoting of ["quoted", "plain"] as const) {
      const stored = await readObject(store, key, signal);
      if (!stored || !(await put("3", { tag: stored.tag }, quoting))) continue;
      if (await put("4", { tag: stored.tag }, quoting)) throw unfit("it ignores If-Match and overwrites");
      return quoting;
    }
    throw unfit("it refuses a write whose If-Match is right");
  } finally {
    const ending = withDeadline(new AbortController().signal, STATE_MS);
    await eraseObject(store, key, ending).catch(() => undefined);
  }
}

function unfit(why: string): AppError {
  return new AppError(
    "not_supported",
    `This store cannot keep Cooper's state: ${why}. Use another COOPER_STATE.`,
  );
}
