import type { Engine } from "./engine";
import type { Job } from "./job";
import type { Choice } from "./transfer";

/** Names are tried up to this number: `a (500).txt`. */
export const MAX_COPIES = 500;

/** What to do about a name that is taken: as decided before, or as the user says now. */
export async function decide(engine: Engine, job: Job, signal: AbortSignal): Promise<Choice> {
  const { ledger, ahead } = engine;
  ahead.leave(job);
  if (job.state !== "asking") ledger.move(job, "asking");
  // Whoever keeps both looks for the next free number without asking for each.
  if (job.copy > 1) return "keep-both";
  if (job.batch.policy) return job.batch.policy;
  return new Promise<Choice>((resolve, reject) => {
    const abort = () => {
      job.answer = null;
      reject(signal.reason);
    };
    job.answer = (choice) => {
      job.answer = null;
      signal.removeEventListener("abort", abort);
      resolve(choice);
    };
    signal.addEventListener("abort", abort, { once: true });
    lookUpFirst(engine);
  });
}

/** Finds out what is stored under the name that is asked about now. A question needs no answer to this to be asked. */
export function lookUpFirst({ deps, ledger }: Engine): void {
  for (const job of ledger.asking()) {
    if (job.theirs || job.looked === job.key) return;
    job.looked = job.key;
    deps.api.findObject(job.target, job.key).then(
      (found) => {
        job.theirs = found;
        ledger.changed();
      },
      () => undefined,
    );
    return;
  }
}
