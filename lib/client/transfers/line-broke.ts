import { type Engine, sameBucket } from "./engine";
import type { Job } from "./job";
import { PATIENCE_MS, pause } from "./patience";
import { TransferFailure } from "./transfer";

/**
 * After a request to S3 that ended without an answer: finds out why, waits where waiting helps, and throws where it does
 * not. Answers whether the try counts: an outage is nobody's failed attempt.
 */
export async function lineBroke(
  engine: Engine,
  job: Job,
  url: string,
  tries: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { deps, ledger, link } = engine;
  await assertReadable(job);
  const hasWorked = link.hasWorked(job.target, url);
  // A line that worked a moment ago may break once without an inquiry.
  if (hasWorked && tries === 1 && deps.network.online()) return true;
  let began = deps.clock.now();
  for (let away = false; ; away = true) {
    const finding = await link.explain(job.target, url);
    signal.throwIfAborted();
    if (finding.type === "broken-off") {
      ledger.note(job, away ? null : "The connection to S3 broke off. Trying again.");
      return !away;
    }
    if (finding.type === "problem") throw new TransferFailure(finding.kind, finding.message);
    if (finding.type === "cors") {
      ledger.setCors({ target: job.target, cors: finding.cors, message: finding.message });
      throw new TransferFailure("cors", finding.message);
    }
    const waits = finding.type === "unreachable" ? " It is tried again every few seconds." : "";
    ledger.note(job, finding.message + waits);
    if (finding.type === "offline") began = deps.clock.now();
    if (finding.type === "unreachable") {
      // An address that never answered is more likely wrong than away.
      if (!hasWorked && tries < 5) return true;
      if (!hasWorked || deps.clock.now() - began > PATIENCE_MS)
        throw new TransferFailure("unreachable", finding.message);
    }
    await pause(deps, 2500 + deps.random() * 1500, signal);
  }
}

/** Once CORS is known to keep this page out of a bucket, its other files need not find that out each. */
export function assertLetIn({ ledger }: Engine, job: Job): void {
  const trouble = ledger.cors();
  if (trouble && sameBucket(trouble.target, job.target)) throw new TransferFailure("cors", trouble.message);
}

/** A file that changed on the disk looks like a broken line to the page; reading a byte of it tells. */
export async function assertReadable(job: Job): Promise<void> {
  try {
    await job.file?.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new TransferFailure(
      "file",
      "This file was changed, moved or locked while it was being uploaded. Choose it again to upload it as it is now.",
      { retryable: false, cause },
    );
  }
}
