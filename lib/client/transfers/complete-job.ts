import { AppError } from "@/lib/errors";
import type { CompletedUpload } from "@/lib/schemas/uploads";
import { BeginAnew } from "./begin-anew";
import type { Engine } from "./engine";
import { checksumOf, verifiedBy } from "./integrity";
import type { Begun, Job } from "./job";
import { patiently } from "./patience";
import { recall } from "./recall";
import { sendSurely, trusted } from "./surely";
import { NameTaken, TransferFailure } from "./transfer";

/** Rounds in which parts that S3 does not have, or has wrongly, are sent again. */
const MAX_ROUNDS = 3;

/**
 * Has the server put the parts together, or look at the object that a single PUT made. An answer that got lost is asked
 * for again; parts that S3 turns out not to have, or to have otherwise than the file, are sent once more.
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
      const completed = await ask(engine, job, begun, replace, signal);
      job.verified = await verifiedBy(engine, begun, completed);
      job.onTrust = job.verified === null ? trusted(job, begun) : 0;
      job.atomic = job.unguarded ? false : completed.atomic;
      job.upload = null;
      engine.plans.forget(begun);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      if (error.code === "conflict") throw new NameTaken("complete");
      const wrong = error.code === "bad_digest" && begun.kind === "multipart";
      const missing = error.code === "incomplete_upload" || error.code === "upload_gone";
      if (wrong && round > MAX_ROUNDS) throw new BeginAnew(error.message);
      if (!wrong && (!missing || round > MAX_ROUNDS)) throw error;
      engine.log.add(job.key, `not completed: ${error.message}`);
      if (begun.kind === "multipart") await recall(engine, job, begun, signal);
      else {
        begun.etags.clear();
        engine.ledger.found(job, 0);
      }
      if (!job.upload) continue;
      // What was hashed before may be what was wrong: all is read again and compared with what S3 has.
      if (wrong) begun.digests.clear();
      const had = begun.etags.size;
      engine.ledger.move(job, "sending");
      await sendSurely(engine, job, begun, signal);
      if (wrong && had === begun.partCount && begun.resent === 0) throw new BeginAnew(error.message);
      begun.resent = 0;
    }
  }
}

function ask(
  engine: Engine,
  job: Job,
  begun: Begun,
  replace: boolean,
  signal: AbortSignal,
): Promise<CompletedUpload> {
  const { deps, ledger } = engine;
  if (begun.kind === "single") return engine.complete(job, begun);
  const parts = [...begun.etags]
    .map(([number, etag]) => ({ number, etag }))
    .sort((a, b) => a.number - b.number);
  const checksum = checksumOf(job, begun);
  const { onConflict, ifMatch } = job;
  const options = {
    parts,
    ...(checksum && { checksum }),
    ...(replace && { onConflict, ...(ifMatch && { ifMatch }) }),
  };
  return patiently(
    deps,
    () => deps.api.completeUpload(begun.ticket, options, signal),
    signal,
    (note) => ledger.note(job, note),
  );
}
