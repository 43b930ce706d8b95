import { backoffMs } from "./backoff";
import type { Engine } from "./engine";
import type { Forms } from "./forms";
import { digestPart } from "./integrity";
import type { Begun, Job } from "./job";
import { isBack, lineBroke } from "./line-broke";
import type { createPartUrls } from "./part-urls";
import { patiently, pause } from "./patience";
import { type Outcome, sendOnce } from "./send-once";
import { NameTaken, TransferFailure } from "./transfer";

/** Tries of one part that failed while others went through; the only place where a part is sent again. */
const MAX_TRIES = 12;
/** Fresh signatures that S3 takes for expired: more is no matter of time. */
const MAX_EXPIRED = { FRESH: 2, LATE: 6 };

type Urls = ReturnType<typeof createPartUrls>;

/** Sends one part until S3 has it, and answers its ETag. */
export async function sendPart(
  engine: Engine,
  job: Job,
  begun: Begun,
  urls: Urls,
  number: number,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await send(engine, job, begun, urls, number, signal);
  } catch (error) {
    if (!(error instanceof NameTaken) || !begun.maybeStored) throw error;
    return ownEtag(engine, job, begun, signal);
  }
}

async function send(
  engine: Engine,
  job: Job,
  begun: Begun,
  urls: Urls,
  number: number,
  signal: AbortSignal,
): Promise<string | null> {
  const { deps, ledger, gates, link, log } = engine;
  const note = (text: string) => ledger.note(job, text);
  let tries = 0;
  let expired = 0;

  /** The try's own failure: it counts, and the next waits. */
  async function again(reason: string, busy: boolean, retryAfter: number | null): Promise<void> {
    if (++tries >= MAX_TRIES) throw new TransferFailure("unavailable", `${reason}, ${tries} times in a row.`);
    const ms = backoffMs(tries, deps.random, retryAfter);
    note(`${busy ? "S3 is busy" : reason}; next try in ${Math.ceil(ms / 1000)} s.`);
    await pause(deps, ms, signal);
  }

  for (;;) {
    const origin = await urls.originOf(number);
    const turn = await gates.pass(origin, signal, note);
    let told = turn === "open";
    try {
      if (turn === "probe" && gates.isSilent(origin)) {
        const { url } = await urls.get(number);
        if (!(await isBack(engine, job, url, signal))) {
          told = true;
          continue;
        }
      }
      const outcome = await sendOnce(engine, job, begun, urls, number, turn, signal);
      if (outcome.type === "shut") continue;
      if (outcome.isForm && formFailed(engine.forms, job, outcome)) {
        urls.drop(number);
        if (outcome.type === "answer") continue;
      }
      if (outcome.type === "network") {
        if (begun.kind === "single") begun.maybeStored = true;
        const away = await lineBroke(engine, job, outcome.url, turn, tries + 1, signal);
        told = true;
        log.add(job.key, `part ${number}: no answer${away ? "; S3 is away" : ""}`);
        if (!away) await again("The connection to S3 broke off", false, null);
        continue;
      }
      told = true;
      link.worked(job.target, outcome.url);
      const { verdict } = outcome;
      if (verdict.type === "again") {
        const { reason, busy, own, retryAfter } = verdict;
        log.add(job.key, `part ${number}: ${reason}`);
        const trouble = { kind: "unavailable", reason: busy ? "S3 is busy" : reason, retryAfter } as const;
        if (own) gates.worked(origin);
        if (own || !gates.failed(origin, turn, trouble)) await again(reason, busy, retryAfter);
        continue;
      }
      gates.worked(origin);
      if (verdict.type === "stored") return verdict.etag;
      if (verdict.type === "expired") {
        log.add(job.key, `part ${number}: its signature had expired; it is signed again`);
        const late = urls.isExpired(number);
        if (++expired >= (late ? MAX_EXPIRED.LATE : MAX_EXPIRED.FRESH))
          throw new TransferFailure(
            "refused",
            "S3 takes even a fresh signature for expired. Compare the clocks of Cooper and S3.",
          );
        urls.drop(number);
        continue;
      }
      if (verdict.type === "taken") throw new NameTaken("send");
      await assertMendable(engine, job, begun, number, outcome);
    } finally {
      if (!told) gates.abandoned(origin);
    }
  }
}

/** Throws what S3 refuses for good. A digest that is demanded can be given, once. */
async function assertMendable(
  engine: Engine,
  job: Job,
  begun: Begun,
  number: number,
  { verdict, canCarryMd5 }: Extract<Outcome, { type: "answer" }>,
): Promise<void> {
  if (verdict.type === "gone")
    throw new TransferFailure("gone", `This upload was ended elsewhere. ${verdict.reason}.`);
  const reason = "reason" in verdict ? verdict.reason : verdict.type;
  if (verdict.type !== "digest" || !canCarryMd5 || !(await digestPart(engine, job, begun, number, true)))
    throw new TransferFailure("refused", `${reason}.`);
  engine.trust.demandMd5(job.target);
}

/** When the answer to an earlier try got lost, what took the name may be this very file. */
async function ownEtag(
  { deps, ledger }: Engine,
  job: Job,
  begun: Begun,
  signal: AbortSignal,
): Promise<string> {
  const { parts } = await patiently(
    deps,
    () => deps.api.uploadStatus(begun.ticket, signal, begun.digests.get(1)?.md5 ?? undefined),
    signal,
    (note) => ledger.note(job, note),
  );
  const own = parts[0];
  if (!own) throw new NameTaken("send");
  return own.etag;
}

/** Whether a form is no way into this bucket, so that the next try is a PUT. */
function formFailed(forms: Forms, { target }: Job, outcome: Exclude<Outcome, { type: "shut" }>): boolean {
  if (outcome.type === "network") return forms.failed(target, false);
  const { type } = outcome.verdict;
  if (type === "stored") forms.worked(target);
  return (type === "refused" || type === "digest") && forms.failed(target, true);
}
