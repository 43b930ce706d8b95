import { AppError } from "@/lib/errors";
import { BeginAnew } from "./begin-anew";
import { completeJob } from "./complete-job";
import { settle } from "./conflicts";
import { discard } from "./discard";
import type { Engine } from "./engine";
import { digestSmall } from "./integrity";
import { type Job, toBegun } from "./job";
import { assertLetIn } from "./line-broke";
import { uploadProblem } from "./names";
import { failureOf, patiently } from "./patience";
import { recall } from "./recall";
import { renew } from "./renew";
import { sendSurely } from "./surely";
import { NameTaken, TransferFailure } from "./transfer";

const MAX_ANEW = 1;

/** Takes one transfer from `queued` to its end. Never rejects: what goes wrong is the transfer's own state. */
export async function runJob(engine: Engine, job: Job, signal: AbortSignal): Promise<void> {
  const { deps, ledger, ahead, log } = engine;
  ahead.enter(job);
  ledger.move(job, "preparing");
  try {
    const skipped = job.file ? await uploadFile(engine, job, signal) : await makeFolder(engine, job, signal);
    signal.throwIfAborted();
    ledger.move(job, skipped === null ? "done" : "skipped");
    if (skipped !== null) {
      ledger.note(job, `${skipped}.`);
      log.add(job.key, `skipped: ${skipped}`);
    } else {
      log.add(job.key, `done, ${job.verified ? `verified by ${job.verified}` : "not verified"}`);
      deps.onStored?.(job.target, job.key);
    }
  } catch (error) {
    if (signal.aborted) {
      // One that was paused keeps what S3 has of it.
      if (job.state === "cancelled") discard(engine, job);
    } else {
      const { failure } = failureOf(error);
      if (failure.kind === "gone") forget(engine, job);
      if (failure.kind !== "signed-out" || engine.session.ended(job, ahead)) ledger.fail(job, failure);
      log.add(job.key, `failed: ${failure.message}`);
    }
  } finally {
    job.running = null;
    job.bytes = null;
    ahead.leave(job);
  }
}

/** Answers why it was skipped, or null when it is there. */
async function uploadFile(engine: Engine, job: Job, signal: AbortSignal): Promise<string | null> {
  let replaceAtEnd = false;
  let renewed = false;
  for (;;) {
    try {
      if (!replaceAtEnd) await prepare(engine, job, signal);
      await completeJob(engine, job, replaceAtEnd, signal);
      return null;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BeginAnew) {
        beginAnew(engine, job, error);
        replaceAtEnd = false;
        continue;
      }
      const begun = job.upload;
      const isOld = error instanceof AppError && error.code === "invalid_ticket";
      if (isOld && begun?.kind === "multipart" && !renewed) {
        renewed = true;
        if (!(await renew(engine, job, begun, signal))) forget(engine, job);
        if (job.state !== "preparing") engine.ledger.move(job, "preparing");
        continue;
      }
      if (!(error instanceof NameTaken)) throw error;
      const way = await settle(engine, job, error, signal);
      signal.throwIfAborted();
      if (way.go === "skip") return way.why;
      replaceAtEnd = way.go === "complete";
    }
  }
}

/** Once for a reason: what is wrong a second time is not mended by a third. */
function beginAnew(engine: Engine, job: Job, { message, wrong }: BeginAnew): void {
  if (wrong === null && ++job.anew > MAX_ANEW)
    throw new TransferFailure("unavailable", `${message}, also after it was sent anew.`);
  engine.log.add(job.key, `begins anew: ${message}`);
  discard(engine, job);
  if (wrong !== null) {
    job.onConflict = "replace";
    job.ifMatch = wrong;
  }
  if (job.state !== "preparing") engine.ledger.move(job, "preparing");
}

/** Makes sure that there is an upload to send parts to: the one from before, if S3 still knows it, else a new one. */
async function prepare(engine: Engine, job: Job, signal: AbortSignal): Promise<void> {
  const problem = uploadProblem(job.key, job.size);
  if (problem) throw new TransferFailure("key", problem, { retryable: false });
  const { deps, log } = engine;
  assertLetIn(engine, job);
  if (job.upload?.kind === "multipart") await recall(engine, job, job.upload, signal);
  if (!job.upload) {
    await digestSmall(engine, job);
    signal.throwIfAborted();
    try {
      const upload = await engine.create(job);
      job.upload = toBegun(upload, newPlanId(deps), deps.clock.now());
      log.add(job.key, `begun, ${job.size} bytes in ${upload.partCount} part(s)`);
      if (job.digest) job.upload.digests.set(1, job.digest);
      engine.trust.begun(job.target, upload.checksum !== null);
      engine.plans.keep(job, job.upload);
    } catch (error) {
      if (error instanceof AppError && error.code === "conflict") throw new NameTaken("prepare");
      throw error;
    }
  }
  signal.throwIfAborted();
  await sendSurely(engine, job, job.upload, signal);
}

/** S3 knows nothing of it any more, and there is nothing to end. */
function forget(engine: Engine, job: Job): void {
  if (job.upload) engine.plans.forget(job.upload);
  job.upload = null;
  engine.ledger.found(job, 0);
}

/** Not crypto.randomUUID(), which plain http lacks; nothing rests on its being hard to guess. */
function newPlanId({ clock, random }: Engine["deps"]): string {
  return `${clock.now().toString(36)}-${Math.floor(random() * 2 ** 52).toString(36)}-${++planSerial}`;
}
let planSerial = 0;

async function makeFolder(engine: Engine, job: Job, signal: AbortSignal): Promise<null> {
  const { deps, ledger } = engine;
  const problem = uploadProblem(job.key, 0);
  if (problem) throw new TransferFailure("key", problem, { retryable: false });
  try {
    await patiently(
      deps,
      () => deps.api.createFolder(job.target, job.key),
      signal,
      (note) => ledger.note(job, note),
    );
  } catch (error) {
    // A folder that is there already is what was wanted.
    if (!(error instanceof AppError) || error.code !== "conflict") throw error;
  }
  return null;
}
