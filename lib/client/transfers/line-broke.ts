import type { Diagnosis } from "./diagnosis";
import { type Engine, sameBucket } from "./engine";
import type { Job } from "./job";
import { TransferFailure } from "./transfer";

const BROKE = "The connection to S3 broke off";
/** An address that never answered is more likely wrong than away. */
const MAX_SILENT = 5;

/**
 * After a request to S3 that ended without an answer: finds out why, shuts the origin's gate where waiting helps, and
 * throws where it does not. Answers whether it was the origin's fault: an outage is nobody's failed try.
 */
export async function lineBroke(
  engine: Engine,
  job: Job,
  url: string,
  turn: "open" | "probe",
  tries: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { deps, gates, link } = engine;
  const { origin } = new URL(url);
  await assertReadable(job);
  const hasWorked = link.hasWorked(job.target, url);
  const broke = { kind: "unreachable", reason: BROKE } as const;
  // A line that worked a moment ago may break once without an inquiry.
  if (hasWorked && tries === 1 && turn === "open" && deps.network.online())
    return gates.failed(origin, turn, broke);
  const finding = await explain(engine, job, url, signal);
  if (finding.type === "broken-off") return gates.failed(origin, turn, broke);
  const { type: kind, message } = finding;
  if (kind === "unreachable" && !hasWorked) {
    if (turn === "open" && tries < MAX_SILENT) return false;
    const failure = new TransferFailure("unreachable", message);
    gates.condemn(origin, failure);
    throw failure;
  }
  gates.away(origin, turn, { kind, reason: message.replace(/\.$/, "") });
  return true;
}

/** Whether an origin that did not answer does so now; asked before a whole part is sent to find out. */
export async function isBack(engine: Engine, job: Job, url: string, signal: AbortSignal): Promise<boolean> {
  const finding = await explain(engine, job, url, signal);
  if (finding.type === "broken-off") return true;
  const reason = finding.message.replace(/\.$/, "");
  engine.gates.away(new URL(url).origin, "probe", { kind: finding.type, reason });
  return false;
}

type Passing = Extract<Diagnosis, { type: "broken-off" | "offline" | "unreachable" }>;

/** Throws what waiting does not change. */
async function explain(
  { ledger, link }: Engine,
  job: Job,
  url: string,
  signal: AbortSignal,
): Promise<Passing> {
  const finding = await link.explain(job.target, url);
  signal.throwIfAborted();
  if (finding.type === "problem") throw new TransferFailure(finding.kind, finding.message);
  if (finding.type === "cors") {
    ledger.setCors({ target: job.target, cors: finding.cors, message: finding.message });
    throw new TransferFailure("cors", finding.message);
  }
  return finding;
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
