import type { Engine } from "./engine";
import { type Begun, type Job, keepTicket } from "./job";
import { patiently } from "./patience";
import { findUpload } from "./resume/find-upload";

/**
 * A new ticket for an upload whose own is too old, or was sealed before the secret was changed: what S3 has of it is
 * not sent again for that. Answers whether there is such an upload still.
 */
export async function renew(engine: Engine, job: Job, begun: Begun, signal: AbortSignal): Promise<boolean> {
  const { deps, ledger, log, plans } = engine;
  const plan = plans.planOf(job, begun);
  if (!plan) return false;
  // Whatever this machine's clock says: Cooper called it old.
  const old = { ...plan, ticketExpiresAt: new Date(0).toISOString() };
  const found = await patiently(
    deps,
    () => findUpload(deps.api, old, deps.clock.now()),
    signal,
    (note) => ledger.note(job, note),
  );
  const fits = found?.plan.partSize === begun.partSize && found.plan.partCount === begun.partCount;
  if (!found || !fits) return false;
  keepTicket(begun, found.plan);
  plans.keep(job, begun);
  log.add(job.key, "its ticket had expired; S3 still has the upload, which goes on");
  return true;
}
