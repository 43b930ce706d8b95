import { AppError } from "@/lib/errors";
import type { DownloadDeps } from "./deps";
import { DownloadFailure } from "./download";
import { type Job, NOTHING } from "./job";
import type { Ledger } from "./ledger";

/** Takes one download to its end. Never rejects: what goes wrong is the download's own state. */
export async function runJob(deps: DownloadDeps, ledger: Ledger, job: Job): Promise<void> {
  const { work } = job;
  const { signal } = job.stop;
  if (!work) return;
  const { size, objects, listed, renamed } = job.progress;
  job.failures = [];
  job.lost = null;
  ledger.progress(job, { ...NOTHING, size, objects, listed, renamed });
  try {
    const { verified, blob } = await work.run();
    if (signal.aborted) return;
    if (blob) deps.save(blob, job.name);
    job.verified = verified;
    if (job.state !== "finishing") finish(ledger, job);
    ledger.move(job, "done");
    if (job.failures.length === 0) work.close();
  } catch (thrown) {
    if (signal.aborted) return;
    const error = job.lost ?? thrown;
    ledger.move(job, "failed");
    job.failure = { message: messageOf(error), retryable: !job.listBroke && isRetryable(error) };
    ledger.changed();
    // What the page does for it ends, also where its worker is gone and can end nothing.
    job.stop.abort(error);
  }
}

/** The last word may come before the last progress, also of one that was paused when all was there. */
function finish(ledger: Ledger, job: Job): void {
  if (job.state === "listing") ledger.move(job, "running");
  if (job.state === "paused") ledger.move(job, "running");
  ledger.move(job, "finishing");
}

function messageOf(error: unknown): string {
  if (error instanceof DownloadFailure || error instanceof AppError) return error.message;
  return `Something unexpected went wrong: ${error instanceof Error ? error.message : String(error)}`;
}

const isRetryable = (error: unknown): boolean => !(error instanceof DownloadFailure) || error.retryable;
