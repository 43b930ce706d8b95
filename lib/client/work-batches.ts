import type { WorkEvent } from "@/lib/schemas/events";
import type { Selection } from "@/lib/schemas/objects";
import type { Entry } from "./entries";

const MAX_ENTRIES = 1000;
/** Under the 1 MiB that the API takes, because JSON escapes make a key up to six times as long. */
const MAX_BYTES = 900_000;

type Batch = { keys: { key: string }[]; prefixes: string[] };

/** A selection of any size as requests that the API takes: at most 1,000 entries and 1 MiB each. */
export function toBatches(entries: readonly Entry[]): Batch[] {
  const batches: Batch[] = [];
  let batch: Batch | undefined;
  let count = 0;
  let bytes = 0;
  for (const { kind, key } of entries) {
    const size = encodedSize(key);
    if (!batch || count === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      batch = { keys: [], prefixes: [] };
      batches.push(batch);
      count = 0;
      bytes = 0;
    }
    if (kind === "prefix") batch.prefixes.push(key);
    else batch.keys.push({ key });
    count += 1;
    bytes += size;
  }
  return batches;
}

const encoder = new TextEncoder();
const encodedSize = (key: string): number => encoder.encode(JSON.stringify(key)).length + '{"key":},'.length;

export type WorkFailure = { key: string; code: string; message: string };

/** Where long work stands, over all its batches. */
export type WorkState = {
  listed: number;
  bytes: number;
  done: number;
  ok: number;
  failed: number;
  failures: WorkFailure[];
};

export const NO_WORK: WorkState = { listed: 0, bytes: 0, done: 0, ok: 0, failed: 0, failures: [] };

/** As many failures are kept as one may want to read; the rest is counted. */
const MAX_FAILURES = 1000;

/** Runs work batch by batch and yields where all of it stands after every event. A batch that breaks off throws. */
export async function* runBatches(
  batches: readonly Selection[],
  run: (batch: Selection) => AsyncGenerator<WorkEvent, void>,
): AsyncGenerator<WorkState, void> {
  let before = NO_WORK;
  const failures: WorkFailure[] = [];
  for (const batch of batches) {
    let state = before;
    for await (const event of run(batch)) {
      if (event.type === "failed") {
        if (failures.length < MAX_FAILURES)
          failures.push({ key: event.key, code: event.code, message: event.message });
      } else state = advance(before, state, event);
      yield { ...state, failures: [...failures] };
    }
    before = state;
  }
}

function advance(before: WorkState, now: WorkState, event: WorkEvent): WorkState {
  if (event.type === "progress")
    return {
      ...now,
      listed: before.listed + event.listed,
      bytes: before.bytes + event.bytes,
      done: before.done + event.done,
    };
  if (event.type !== "done") return now;
  const all = event.ok + event.failed;
  return {
    ...now,
    listed: before.listed + all,
    done: before.done + all,
    bytes: before.bytes + event.bytes,
    ok: before.ok + event.ok,
    failed: before.failed + event.failed,
  };
}
