import { AppError } from "@/lib/errors";
import { type Engine, sameBucket } from "./engine";
import { type Begun, type Job, partRange } from "./job";
import { createPartUrls } from "./part-urls";
import { failureOf, patiently } from "./patience";
import { sendPart } from "./send-part";
import { TransferFailure } from "./transfer";

const PARALLEL_PARTS = 4;

/** Sends what S3 does not have yet, several parts at a time. The first part that fails stops the others. */
export async function sendFile(engine: Engine, job: Job, begun: Begun, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const stopAll = () => stop.abort(signal.reason);
  signal.addEventListener("abort", stopAll, { once: true });
  const urls = createPartUrls(engine, job, begun, stop.signal);
  let next = 1;

  async function work(): Promise<void> {
    for (;;) {
      while (begun.etags.has(next)) next++;
      const number = next++;
      if (number > begun.partCount) return;
      const etag = await sendPart(engine, job, begun, urls, number, stop.signal);
      begun.urls.delete(number);
      // After a single PUT the server looks at the object itself.
      if (etag === null && begun.kind === "multipart") throw await etagHidden(engine, job);
      begun.etags.set(number, etag ?? "");
    }
  }

  const workers = Array.from({ length: Math.min(PARALLEL_PARTS, begun.partCount) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stopAll);
  }
}

/** Asks which parts S3 has, so that they are not sent again. An upload that is unknown there begins anew. */
export async function recall(engine: Engine, job: Job, begun: Begun, signal: AbortSignal): Promise<void> {
  const { deps, ledger } = engine;
  try {
    const { parts } = await patiently(
      deps,
      () => deps.api.uploadStatus(begun.ticket, signal),
      signal,
      (note) => ledger.note(job, note),
    );
    begun.etags.clear();
    let sent = 0;
    for (const { number, size, etag } of parts) {
      const { start, end } = partRange(job, begun, number);
      if (size !== end - start) continue;
      begun.etags.set(number, etag);
      sent += size;
    }
    ledger.found(job, sent);
    if (job.adopted && job.resumed === 0) job.resumed = sent;
    engine.log.add(job.key, `S3 has ${begun.etags.size} of ${begun.partCount} parts`);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError) || failureOf(error).failure.kind !== "gone") throw error;
    engine.plans.forget(begun);
    engine.log.add(job.key, "S3 no longer knows the upload; it begins anew");
    job.upload = null;
    ledger.found(job, 0);
  }
}

async function etagHidden({ deps, ledger }: Engine, job: Job): Promise<TransferFailure> {
  const message =
    "S3 took the part but hides its ETag from this page: the bucket's CORS rule must expose the header ETag.";
  const known = ledger.cors();
  if (known && sameBucket(known.target, job.target)) return new TransferFailure("cors", message);
  const cors = await deps.api.checkCors(job.target, deps.network.pageOrigin()).catch(() => null);
  if (cors) ledger.setCors({ target: job.target, cors, message });
  return new TransferFailure("cors", message);
}
