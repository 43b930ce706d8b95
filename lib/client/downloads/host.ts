import { AppError } from "@/lib/errors";
import type { DownloadDeps, Host } from "./deps";
import { DownloadFailure, type Source } from "./download";
import type { Job } from "./job";
import type { Ledger } from "./ledger";
import { isOver } from "./states";

/** As many objects as travel to the worker at once, and for how long a slow list may hold them back. */
const BATCH = { OBJECTS: 1000, MS: 100 };

/** What the page does for one download's work. */
export function createHost(deps: DownloadDeps, ledger: Ledger, job: Job): Host {
  return {
    async sources() {
      const batch: Source[] = [];
      const began = deps.clock.now();
      try {
        while (batch.length < BATCH.OBJECTS && deps.clock.now() - began < BATCH.MS) {
          const next = await job.list.next();
          if (next.done) return batch.length > 0 ? batch : null;
          batch.push(next.value);
        }
      } catch (error) {
        job.listBroke = true;
        throw error;
      }
      return batch;
    },
    urls: (sources, signal) => deps.urls(job.from)(sources, signal),
    openStream(name, length) {
      const { signal } = job.stop;
      return deps.openStream(name, length, signal, () => {
        if (signal !== job.stop.signal || isOver(job.state)) return;
        job.lost = new DownloadFailure("The browser ended its own part of the download.");
        job.work?.stop();
      });
    },
    existing: (name) =>
      new Promise((answer, reject) => {
        if (job.state === "paused") ledger.move(job, job.before);
        if (job.state !== "running") return reject(new AppError("invalid_request", "It was stopped."));
        const { signal } = job.stop;
        // Nobody answers any more, and the work must not wait for it.
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        ledger.move(job, "asking");
        job.question = {
          name,
          answer(choice) {
            ledger.move(job, "running");
            job.work?.resume();
            answer(choice);
          },
        };
      }),
    progress(progress) {
      // What comes late, after it was stopped, is nothing any more.
      if (isOver(job.state)) return;
      if (progress.listed && job.state === "listing") ledger.move(job, "running");
      if (progress.listed && job.before === "listing") job.before = "running";
      if (progress.finishing && job.state === "running") ledger.move(job, "finishing");
      ledger.progress(job, progress);
    },
    failed: (objects) => void job.failures.push(...objects),
  };
}
