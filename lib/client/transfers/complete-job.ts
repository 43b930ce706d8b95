import { AppError } from "@/lib/errors";
import type { Engine } from "./engine";
import type { Begun, Job } from "./job";
import { patiently } from "./patience";
import { recall, sendFile } from "./send-file";
import { NameTaken, TransferFailure } from "./transfer";

/**
 * Has the server put the parts together, or look at the object that a single PUT made. An answer that got lost is asked
 * for again; parts that S3 turns out not to have are sent once more.
 */
export async function completeJob(
  engine: Engine,
  job: Job,
  replace: boolean,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 1; ; round++) {
    const begun = job.upload;
    if (!begun)
      throw new TransferFailure("gone", "S3 no longer knows this upload. Try again to send it anew.");
    if (job.state !== "completing") engine.ledger.move(job, "completing");
    try {
      const { verified, atomic } = await ask(engine, job, begun, replace, signal);
      job.verified = verified;
      job.atomic = atomic;
      job.upload = null;
      engine.plans.forget(begun);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      if (error.code === "conflict") throw new NameTaken("complete");
      const missing = error.code === "incomplete_upload" || error.code === "not_found";
      if (!missing || round > 1) throw error;
      if (begun.kind === "multipart") await recall(engine, job, begun, signal);
      else {
        begun.etags.clear();
        engine.ledger.found(job, 0);
      }
      if (!job.upload) continue;
      engine.ledger.move(job, "sending");
      await sendFile(engine, job, begun, signal);
    }
  }
}

function ask(engine: Engine, job: Job, begun: Begun, replace: boolean, signal: AbortSignal) {
  const { deps, ledger } = engine;
  if (begun.kind === "single") return engine.complete(job, begun);
  const parts = [...begun.etags]
    .map(([number, etag]) => ({ number, etag }))
    .sort((a, b) => a.number - b.number);
  const { onConflict, ifMatch } = job;
  const options = replace ? { parts, onConflict, ...(ifMatch && { ifMatch }) } : { parts };
  return patiently(
    deps,
    () => deps.api.completeUpload(begun.ticket, options, signal),
    signal,
    (note) => ledger.note(job, note),
  );
}
