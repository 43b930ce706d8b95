import type { Engine } from "./engine";
import type { Job } from "./job";
import { patiently } from "./patience";

/** Ends what S3 holds of an unfinished upload. A single PUT that was stopped leaves nothing behind. */
export function discard({ deps, ledger, plans }: Engine, job: Job): void {
  const { upload } = job;
  job.upload = null;
  ledger.found(job, 0);
  if (upload?.kind !== "multipart") return;
  plans.forget(upload);
  patiently(
    deps,
    () => deps.api.abortUpload(upload.ticket),
    new AbortController().signal,
    () => undefined,
  ).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    ledger.note(job, `S3 could not be told to drop the parts sent so far: ${reason}`);
  });
}
