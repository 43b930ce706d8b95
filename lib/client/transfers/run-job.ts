import { AppError } from "@/lib/errors";
import { BeginAnew } from "./begin-anew";
import { completeJob } from "./complete-job";
import { decide, MAX_COPIES } from "./conflicts";
import { discard } from "./discard";
import type { Engine } from "./engine";
import { digestSmall } from "./integrity";
import { type Job, toBegun } from "./job";
import { assertLetIn } from "./line-broke";
import { copyName, uploadProblem } from "./names";
import { failureOf, patiently } from "./patience";
import { recall } from "./recall";
import { sendFile } from "./send-file";
import { NameTaken, TransferFailure } from "./transfer";

const MAX_ANEW = 1;

/** Takes one transfer from `queued` to its end. Never rejects: what goes wrong is the transfer's own state. */
export async function runJob(engine: Engine, job: Job, signal: AbortSignal): Promise<void> {
  const { deps, ledger, ahead, log } = engine;
  ahead.enter(job);
  ledger.move(job, "preparing");
  try {
    const stored = job.file ? await uploadFile(engine, job, signal) : await makeFolder(engine, job, signal);
    signal.throwIfAborted();
    ledger.move(job, stored ? "done" : "skipped");
    log.add(
      job.key,
      stored ? `done, ${job.verified ? `verified by ${job.verified}` : "not verified"}` : "skipped",
    );
    if (stored) deps.onStored?.(job.target, job.key);
  } catch (error) {
    if (signal.aborted) {
      // One that was paused keeps what S3 has of it.
      if (job.state === "cancelled") discard(engine, job);
    } else {
      const { failure } = failureOf(error);
      if (failure.kind === "gone") forget(engine, job);
      ledger.fail(job, failure);
      log.add(job.key, `failed: ${failure.message}`);
    }
  } finally {
    job.running = null;
    ahead.leave(job);
  }
}

/** Answers false when the user chose to skip it. */
async function uploadFile(engine: Engine, job: Job, signal: AbortSignal): Promise<boolean> {
  let replaceAtEnd = false;
  for (;;) {
    try {
      if (!replaceAtEnd) await prepare(engine, job, signal);
      await completeJob(engine, job, replaceAtEnd, signal);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BeginAnew) {
        beginAnew(engine, job, error);
        replaceAtEnd = false;
        continue;
      }
      if (!(error instanceof NameTaken)) throw error;
      const choice = await decide(engine, job, signal);
      signal.throwIfAborted();
      if (choice === "skip") {
        discard(engine, job);
        return false;
      }
      replaceAtEnd = choice === "replace" && error.stage === "complete" && job.upload?.kind === "multipart";
      if (replaceAtEnd) {
        engine.ledger.move(job, "completing");
        continue;
      }
      discard(engine, job);
      if (choice === "replace") job.onConflict = "replace";
      else takeNextName(job);
      engine.ahead.enter(job);
      engine.ledger.move(job, "preparing");
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

function takeNextName(job: Job): void {
  job.copy++;
  if (job.copy > MAX_COPIES)
    throw new TransferFailure("refused", `All names up to number ${MAX_COPIES} are taken. Rename the file.`);
  job.key = copyName(job.target.prefix + job.path, job.copy);
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
  await sendFile(engine, job, job.upload, signal);
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

async function makeFolder(engine: Engine, job: Job, signal: AbortSignal): Promise<boolean> {
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
  return true;
}
