import { AppError } from "@/lib/errors";
import { completeJob } from "./complete-job";
import { decide, MAX_COPIES } from "./conflicts";
import { discard } from "./discard";
import type { Engine } from "./engine";
import { type Job, toBegun } from "./job";
import { assertLetIn } from "./line-broke";
import { copyName, uploadProblem } from "./names";
import { failureOf, patiently } from "./patience";
import { recall, sendFile } from "./send-file";
import { NameTaken, TransferFailure } from "./transfer";

/** Takes one transfer from `queued` to its end. Never rejects: what goes wrong is the transfer's own state. */
export async function runJob(engine: Engine, job: Job): Promise<void> {
  const { deps, ledger, ahead } = engine;
  const { signal } = job.stop;
  ahead.enter(job);
  ledger.move(job, "preparing");
  try {
    const stored = job.file ? await uploadFile(engine, job, signal) : await makeFolder(engine, job, signal);
    signal.throwIfAborted();
    ledger.move(job, stored ? "done" : "skipped");
    if (stored) deps.onStored?.(job.target, job.key);
  } catch (error) {
    if (signal.aborted) discard(engine, job);
    else {
      const { failure } = failureOf(error);
      if (failure.kind === "gone") {
        job.upload = null;
        ledger.found(job, 0);
      }
      ledger.fail(job, failure);
    }
  } finally {
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
  assertLetIn(engine, job);
  if (job.upload?.kind === "multipart") await recall(engine, job, job.upload, signal);
  if (!job.upload) {
    try {
      job.upload = toBegun(await engine.create(job));
    } catch (error) {
      if (error instanceof AppError && error.code === "conflict") throw new NameTaken("prepare");
      throw error;
    }
  }
  signal.throwIfAborted();
  await sendFile(engine, job, job.upload, signal);
}

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
