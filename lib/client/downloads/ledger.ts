import type { Clock } from "@/lib/client/transfers/deps";
import type { Progress } from "./deps";
import type { DownloadSnapshot, DownloadTotals } from "./download";
import { type Job, viewOf } from "./job";
import { canMove, type DownloadState, isOver } from "./states";

export type Ledger = ReturnType<typeof createLedger>;

/** Keeps all downloads and what is shown of them; listeners hear of any number of events once a frame. */
export function createLedger(clock: Clock) {
  const jobs = new Map<string, Job>();
  const listeners = new Set<() => void>();
  let ids: readonly string[] | null = [];
  let snapshot: DownloadSnapshot | null = null;
  let framed = false;
  let stopBeat: (() => void) | null = null;

  function changed(): void {
    snapshot = null;
    beat();
    if (framed) return;
    framed = true;
    clock.frame(() => {
      framed = false;
      for (const listener of listeners) listener();
    });
  }

  /** While something is under way, the speed changes even when nothing happens: above all then. */
  function beat(): void {
    const busy = [...jobs.values()].some(({ state }) => !isOver(state) && state !== "paused");
    if (busy) stopBeat ??= clock.every(1000, changed);
    else {
      stopBeat?.();
      stopBeat = null;
    }
  }

  function totals(): DownloadTotals {
    const sums = { done: 0, failed: 0, unfinished: 0, asking: 0, paused: 0, size: 0, received: 0, speed: 0 };
    for (const job of jobs.values()) {
      if (!isOver(job.state)) sums.unfinished++;
      if (job.state === "done") sums.done++;
      if (job.state === "failed") sums.failed++;
      if (job.state === "asking") sums.asking++;
      if (job.state === "paused") sums.paused++;
      if (job.state === "running") sums.speed += job.meter.rate();
      // What will not come must not hold the bar back.
      if (isOver(job.state) && job.state !== "done") continue;
      sums.size += job.progress.size;
      sums.received += job.progress.received;
    }
    return { downloads: jobs.size, ...sums };
  }

  return {
    changed,
    get: (id: string) => jobs.get(id),
    all: () => jobs.values(),
    add(job: Job): void {
      jobs.set(job.id, job);
      ids = null;
      changed();
    },
    remove(job: Job): void {
      if (!jobs.delete(job.id)) return;
      ids = null;
      changed();
    },
    /** The only way to change a state; a way that the table does not know is a mistake in this engine. */
    move(job: Job, state: DownloadState): void {
      if (!canMove(job.state, state)) throw new Error(`No way from ${job.state} to ${state}.`);
      job.state = state;
      if (state !== "failed") job.failure = null;
      if (state !== "asking") job.question = null;
      changed();
    },
    progress(job: Job, progress: Progress): void {
      const more = progress.received - job.progress.received;
      if (more > 0) job.meter.add(more);
      job.progress = progress;
      changed();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot(): DownloadSnapshot {
      ids ??= [...jobs.keys()];
      snapshot ??= {
        ids,
        totals: totals(),
        get(id) {
          const job = jobs.get(id);
          return job && viewOf(job);
        },
      };
      return snapshot;
    },
  };
}
