import { discard } from "./discard";
import type { Engine } from "./engine";
import type { Job } from "./job";
import type { Queue } from "./queue";
import { canPause } from "./states";
import type { Target } from "./transfer";

// One for all: making an error notes where it was made, which ten thousand times over takes long.
const CANCELLED = new DOMException("Cancelled.", "AbortError");
const PAUSED = new DOMException("Paused.", "AbortError");

/** What people can do with one transfer. */
export function createActions(engine: Engine, queue: Queue, hope: (target: Target) => void) {
  const { ledger, log } = engine;

  function again(job: Job): void {
    hope(job.target);
    ledger.move(job, "queued");
    // Its last run may still be cleaning up.
    const ended = job.running;
    if (!ended) queue.push(job);
    else
      void ended.then(() => {
        if (job.state === "queued" && job.turn === 0) queue.push(job);
      });
  }

  return {
    pause(job: Job): void {
      if (!canPause(job.state)) return;
      job.turn = 0;
      ledger.move(job, "paused");
      job.stop?.abort(PAUSED);
      log.add(job.key, "paused");
    },
    resume(job: Job): void {
      if (job.state === "paused") again(job);
    },
    retry(job: Job): void {
      if (job.state === "cancelled" || (job.state === "failed" && job.failure?.retryable)) again(job);
    },
    cancel(job: Job): void {
      if (job.state === "done" || job.state === "skipped" || job.state === "cancelled") return;
      // What S3 has whole already cannot be taken back by stopping; this lasts a moment.
      if (job.state === "completing" && job.upload?.kind === "single") return;
      job.turn = 0;
      ledger.move(job, "cancelled");
      job.stop?.abort(CANCELLED);
      log.add(job.key, "cancelled");
      // One that runs cleans up after its last request has ended.
      if (!job.running) discard(engine, job);
    },
  };
}
