import type { Clock } from "./deps";
import { type Job, viewOf } from "./job";
import { createMeter } from "./meter";
import { canMove, counts, isOver, type TransferState } from "./states";
import type { Conflict, CorsTrouble, Failure, Snapshot, Totals } from "./transfer";

export type Ledger = ReturnType<typeof createLedger>;

/** From one drawing to the next: what many small files tell is more than anybody reads, and drawing takes time from sending. */
const CALM_MS = 200;
const forever = new AbortController().signal;

/**
 * Keeps all transfers and what is shown of them. Each event costs the same however many there are, and listeners hear
 * of any number of events together: of the first with the next frame, of those that follow five times a second.
 */
export function createLedger(clock: Clock) {
  const jobs = new Map<string, Job>();
  const asking = new Set<Job>();
  const failures = new Set<string>();
  const listeners = new Set<() => void>();
  const meter = createMeter(clock.now);
  const sums = { done: 0, failed: 0, paused: 0, unfinished: 0, bytes: 0, sent: 0, reading: 0, junk: 0 };
  let ids: readonly string[] | null = [];
  let failed: readonly string[] | null = [];
  let snapshot: Snapshot | null = null;
  let framed = false;
  let told = Number.NEGATIVE_INFINITY;
  let cors: CorsTrouble | null = null;
  let stopBeat: (() => void) | null = null;

  function changed(): void {
    snapshot = null;
    if (framed) return;
    framed = true;
    const rest = told + CALM_MS - clock.now();
    if (rest > 0) void clock.sleep(rest, forever).then(tell);
    else tell();
  }

  function tell(): void {
    clock.frame(() => {
      framed = false;
      told = clock.now();
      for (const listener of listeners) listener();
    });
  }

  function count(job: Job, sign: 1 | -1): void {
    if (job.state === "done") sums.done += sign;
    if (job.state === "failed") {
      sums.failed += sign;
      failures[sign === 1 ? "add" : "delete"](job.id);
      failed = null;
    }
    if (job.state === "paused") sums.paused += sign;
    if (!isOver(job.state)) sums.unfinished += sign;
    if (counts(job.state)) {
      sums.bytes += sign * job.size;
      sums.sent += sign * job.sent;
    }
    if (job.state === "asking") asking[sign === 1 ? "add" : "delete"](job);
  }

  /** While something is under way, the speed changes even when nothing happens: above all then. */
  function beat(): void {
    if (sums.unfinished > sums.paused) stopBeat ??= clock.every(1000, changed);
    else {
      stopBeat?.();
      stopBeat = null;
    }
  }

  function totals(): Totals {
    const speed = meter.rate();
    const left = sums.bytes - sums.sent;
    return {
      ...sums,
      files: jobs.size,
      asking: asking.size,
      speed,
      secondsLeft: sums.unfinished > 0 && speed > 0 ? left / speed : null,
    };
  }

  function conflict(): Conflict | null {
    const job = firstOf(asking);
    if (!job?.file) return null;
    return {
      id: job.id,
      key: job.key,
      connection: job.target.connection,
      bucket: job.target.bucket,
      ours: { size: job.size, modified: new Date(job.file.lastModified) },
      theirs: job.theirs,
      asking: asking.size,
    };
  }

  return {
    changed,
    get: (id: string) => jobs.get(id),
    all: () => jobs.values(),
    asking: () => asking.values(),
    /** How many are not at an end yet. */
    unfinished: () => sums.unfinished,
    add(job: Job): void {
      jobs.set(job.id, job);
      ids = null;
      count(job, 1);
      beat();
      changed();
    },
    remove(job: Job): void {
      if (!jobs.delete(job.id)) return;
      ids = null;
      count(job, -1);
      beat();
      changed();
    },
    /** The only way to change a state; a way that the table does not know is a mistake in this engine. */
    move(job: Job, state: TransferState): void {
      if (!canMove(job.state, state)) throw new Error(`No way from ${job.state} to ${state}.`);
      count(job, -1);
      job.state = state;
      job.note = null;
      if (state !== "failed") job.failure = null;
      if (state === "done") job.sent = job.size;
      count(job, 1);
      beat();
      changed();
    },
    ask(job: Job): void {
      if (job.state !== "asking") this.move(job, "asking");
    },
    fail(job: Job, failure: Failure): void {
      this.move(job, "failed");
      job.failure = failure;
    },
    /** Bytes that went out, or, negative, that have to go again. */
    sent(job: Job, bytes: number): void {
      if (bytes === 0) return;
      job.sent += bytes;
      if (counts(job.state)) sums.sent += bytes;
      if (bytes > 0) meter.add(bytes);
      changed();
    },
    /** As `sent`, for bytes that S3 has from before: they are no speed. */
    found(job: Job, sent: number): void {
      if (counts(job.state)) sums.sent += sent - job.sent;
      job.sent = sent;
      changed();
    },
    note(job: Job, note: string | null): void {
      if (job.note === note) return;
      job.note = note;
      changed();
    },
    /** Null when nobody needs to know any more. */
    junk(more: 1 | null): void {
      sums.junk = more === null ? 0 : sums.junk + more;
      changed();
    },
    reading(sign: 1 | -1): void {
      sums.reading += sign;
      changed();
    },
    cors: () => cors,
    setCors(trouble: CorsTrouble | null): void {
      cors = trouble;
      changed();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot(): Snapshot {
      ids ??= [...jobs.keys()];
      failed ??= [...failures];
      snapshot ??= {
        ids,
        failed,
        totals: totals(),
        conflict: conflict(),
        cors,
        get(id) {
          const job = jobs.get(id);
          return job && viewOf(job);
        },
      };
      return snapshot;
    },
  };
}

function firstOf<T>(set: Set<T>): T | undefined {
  for (const value of set) return value;
  return undefined;
}
