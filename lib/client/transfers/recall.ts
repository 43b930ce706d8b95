import { AppError } from "@/lib/errors";
import type { Engine } from "./engine";
import { type Begun, type Job, partRange } from "./job";
import { failureOf, patiently } from "./patience";

/** Asks which parts S3 has, so that they are not sent again. An upload that is unknown there begins anew. */
export async function recall(engine: Engine, job: Job, begun: Begun, signal: AbortSignal): Promise<void> {
  const { deps, ledger, log, plans } = engine;
  try {
    const { parts } = await patiently(
      deps,
      () => deps.api.uploadStatus(begun.ticket, signal),
      signal,
      (note) => ledger.note(job, note),
    );
    const before = new Map(begun.etags);
    begun.etags.clear();
    let sent = 0;
    for (const { number, size, etag } of parts) {
      const { start, end } = partRange(job, begun, number);
      if (size !== end - start) continue;
      begun.etags.set(number, etag);
      sent += size;
      if (bare(before.get(number)) === bare(etag)) continue;
      begun.checked.delete(number);
      begun.inherited.set(number, etag);
    }
    ledger.found(job, sent);
    if (job.adopted && before.size === 0) job.resumed = sent;
    log.add(job.key, `S3 has ${begun.etags.size} of ${begun.partCount} parts`);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError) || failureOf(error).failure.kind !== "gone") throw error;
    // Of an upload whose ticket is too old nothing is known yet.
    if (error.code === "invalid_ticket") throw error;
    plans.forget(begun);
    log.add(job.key, "S3 no longer knows the upload; it begins anew");
    job.upload = null;
    ledger.found(job, 0);
  }
}

const bare = (etag: string | undefined) => etag?.replaceAll('"', "");
