import "server-only";
import type { WorkEvent } from "@/lib/schemas/events";
import type { BucketAccess } from "./access";
import { type Chosen, deleteEntries, expand, measure } from "./selection";

/** Named keys between two words of progress. */
const MEASURED_AT_ONCE = 32;

/** Counts what a selection stands for. */
export async function* countSelection(
  access: BucketAccess,
  chosen: Chosen,
  signal: AbortSignal,
): AsyncGenerator<WorkEvent> {
  let listed = 0;
  let bytes = 0;
  let requests = 0;
  for await (const { entries, named } of expand(access, chosen, "list", signal)) {
    for (const some of named ? inChunks(entries, MEASURED_AT_ONCE) : [entries]) {
      if (named) yield { type: "progress", listed, bytes, done: 0, requests };
      const found = named ? await measure({ ...access, signal }, some) : some;
      requests += named ? some.length : 1;
      listed += found.length;
      for (const { size } of found) bytes += size;
    }
    yield { type: "progress", listed, bytes, done: 0, requests };
  }
  yield { type: "done", ok: listed, failed: 0, bytes };
}

function* inChunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** Deletes what a selection stands for: exact keys only, page by page, so that memory and a cancel stay small. */
export async function* deleteSelection(
  access: BucketAccess,
  chosen: Chosen,
  signal: AbortSignal,
): AsyncGenerator<WorkEvent> {
  let listed = 0;
  let bytes = 0;
  let failed = 0;
  let requests = 0;
  for await (const { entries } of expand(access, chosen, "delete", signal)) {
    listed += entries.length;
    for (const { size } of entries) bytes += size;
    yield { type: "progress", listed, bytes, done: listed - entries.length - failed, requests };
    const failures = entries.length === 0 ? [] : await deleteEntries(access, entries, signal);
    requests += 2;
    failed += failures.length;
    for (const failure of failures) yield { type: "failed", ...failure };
    yield { type: "progress", listed, bytes, done: listed - failed, requests };
  }
  yield { type: "done", ok: listed - failed, failed, bytes };
}
