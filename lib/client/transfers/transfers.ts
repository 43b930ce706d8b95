import { createBatches } from "./batches";
import { lookUpFirst } from "./conflicts";
import type { Deps } from "./deps";
import { discard } from "./discard";
import { type Engine, sameBucket } from "./engine";
import { type Batch, createJob, type Job } from "./job";
import { createLedger } from "./ledger";
import { createLink } from "./link";
import { runJob } from "./run-job";
import { createSlots } from "./slots";
import { isOver } from "./states";
import type { Candidate, Choice, FailureKind, Snapshot, Target } from "./transfer";

/** Browsers look each file up on the disk when its size is read: ten thousand of them at a stretch would freeze the page. */
const SLICE_MS = 12;
/** Uploads begun before their turn: below `LOW` the next are begun, up to `HIGH` or this many bytes. */
const AHEAD = { LOW: 50, HIGH: 100, BYTES: 64 * 1024 * 1024 };
/** Reasons that may be over once the browser is back online. */
const PASSING: readonly FailureKind[] = ["offline", "unreachable", "unavailable"];

export type Transfers = {
  /** Queues files as they come; nothing that is wrong with one of them concerns the others. */
  add(files: Iterable<Candidate> | AsyncIterable<Candidate>, target: Target): void;
  /** Stops a transfer, or gives up one that failed; nothing of it stays in S3. */
  cancel(id: string): void;
  retry(id: string): void;
  cancelAll(): void;
  /** Forgets those that are done, skipped or cancelled. */
  clearFinished(): void;
  resolveConflict(id: string, choice: Choice, applyToAll: boolean): void;
  /** Calls back at most once a frame; answers how to stop that. */
  subscribe(listener: () => void): () => void;
  snapshot(): Snapshot;
};

/**
 * Uploads files straight to S3. A transfer is
 *
 *     queued ──► preparing ──► sending ──► completing ──► done
 *                    ▲ │           │         ▲   │
 *                    │ └────► asking ◄───────┼───┘   the name is taken
 *                    └──────────┴────────────┘       replace, keep both
 *
 * - `queued` waits for its turn; `preparing` asks Cooper for an upload (many files in one call); `sending` has its bytes on
 *   the way; `completing` has Cooper put the parts together, or look at what a single PUT stored. From there it goes back to
 *   `sending` once, should S3 turn out not to have it all.
 * - `asking` waits for the user, who may also choose `skipped`.
 * - Anything but `done` and `skipped` can become `cancelled`. Anything under way can become `failed`, which keeps its upload:
 *   trying again goes back to `queued` and sends only what S3 does not have. A cancelled one begins anew.
 *
 * Waiting for the network or a busy S3 is no state of its own but a `note` on the transfer.
 */
export function createTransfers(deps: Deps): Transfers {
  const ledger = createLedger(deps.clock);
  const link = createLink(deps);
  const queue = new Set<Job>();
  const ahead = new Set<Job>();
  /** Drops and pickers that are still being read. */
  const batches = new Set<Batch>();
  let aheadBytes = 0;
  let rank = 0;
  const forever = new AbortController().signal;

  const engine: Engine = {
    deps,
    ledger,
    link,
    slots: createSlots(deps.clock.now),
    ...createBatches(deps, ledger),
    ahead: {
      enter(job) {
        if (ahead.has(job)) return;
        ahead.add(job);
        aheadBytes += job.size;
      },
      leave(job) {
        if (!ahead.delete(job)) return;
        aheadBytes -= job.size;
        pump();
      },
    },
  };

  function pump(): void {
    if (ahead.size >= AHEAD.LOW) return;
    for (const job of queue) {
      if (ahead.size > 0 && (ahead.size >= AHEAD.HIGH || aheadBytes + job.size > AHEAD.BYTES)) return;
      queue.delete(job);
      start(job);
    }
  }

  function start(job: Job): void {
    const run = runJob(engine, job).finally(() => {
      if (job.running === run) job.running = null;
    });
    job.running = run;
  }

  function enqueue(job: Job): void {
    queue.add(job);
    pump();
  }

  function addOne(candidate: Candidate, target: Target, batch: Batch): void {
    const job = createJob(rank++, candidate, target, batch);
    ledger.add(job);
    if ("problem" in candidate)
      ledger.fail(job, { kind: "file", message: candidate.problem, retryable: false });
    else enqueue(job);
  }

  async function addAll(
    files: Iterable<Candidate> | AsyncIterable<Candidate>,
    target: Target,
    batch: Batch,
  ): Promise<void> {
    ledger.reading(1);
    batches.add(batch);
    try {
      if (Symbol.asyncIterator in files) {
        for await (const candidate of files) {
          if (batch.stopped) break;
          addOne(candidate, target, batch);
        }
      } else {
        let began = deps.clock.now();
        for (const candidate of files) {
          if (batch.stopped) break;
          addOne(candidate, target, batch);
          if (deps.clock.now() - began < SLICE_MS) continue;
          await deps.clock.sleep(0, forever);
          began = deps.clock.now();
        }
      }
    } catch (error) {
      const problem = `The rest could not be read: ${error instanceof Error ? error.message : String(error)}`;
      addOne({ path: "", problem }, target, batch);
    } finally {
      batches.delete(batch);
      ledger.reading(-1);
    }
  }

  /** What was found out before says nothing about a new try. */
  function hope(target: Target): void {
    link.forget();
    const trouble = ledger.cors();
    if (trouble && sameBucket(trouble.target, target)) ledger.setCors(null);
  }

  function cancel(id: string): void {
    const job = ledger.get(id);
    if (!job || job.state === "done" || job.state === "skipped" || job.state === "cancelled") return;
    // What S3 has whole already cannot be taken back by stopping; this lasts a moment.
    if (job.state === "completing" && job.upload?.kind === "single") return;
    queue.delete(job);
    ledger.move(job, "cancelled");
    job.stop.abort(new DOMException("Cancelled.", "AbortError"));
    // One that runs cleans up after its last request has ended.
    if (!job.running) discard(engine, job);
  }

  function retry(id: string): void {
    const job = ledger.get(id);
    const retryable = job?.state === "cancelled" || (job?.state === "failed" && job.failure?.retryable);
    if (!job || !retryable) return;
    hope(job.target);
    ledger.move(job, "queued");
    job.stop = new AbortController();
    const { signal } = job.stop;
    // Its last run may still be cleaning up.
    void Promise.resolve(job.running).then(() => {
      if (!signal.aborted) enqueue(job);
    });
  }

  deps.network.onOnline(() => {
    for (const job of ledger.all())
      if (job.state === "failed" && job.failure && PASSING.includes(job.failure.kind)) retry(job.id);
  });

  return {
    add(files, target) {
      hope(target);
      void addAll(files, target, { policy: null, stopped: false });
    },
    cancel,
    retry,
    cancelAll() {
      for (const batch of batches) batch.stopped = true;
      for (const job of [...ledger.all()]) cancel(job.id);
    },
    clearFinished() {
      for (const job of [...ledger.all()])
        if (isOver(job.state) && job.state !== "failed") ledger.remove(job);
    },
    resolveConflict(id, choice, applyToAll) {
      const job = ledger.get(id);
      const asked = applyToAll ? [...ledger.asking()] : job ? [job] : [];
      // Files of the same drop that are still to come are not asked about again.
      if (applyToAll) for (const { batch } of asked) batch.policy = choice;
      for (const { answer } of asked) answer?.(choice);
      // The answers take effect within this turn of the event loop; then the next question is known.
      setTimeout(() => lookUpFirst(engine), 0);
    },
    subscribe: ledger.subscribe,
    snapshot: ledger.snapshot,
  };
}
