import type { SignedPart } from "@/lib/schemas/uploads";
import { backoffMs } from "./backoff";
import { hexToBase64 } from "./crc64";
import type { Engine } from "./engine";
import { digestPart } from "./integrity";
import { type Begun, type Job, partRange } from "./job";
import { assertLetIn, lineBroke } from "./line-broke";
import type { createPartUrls } from "./part-urls";
import { patiently, pause } from "./patience";
import { outcomeOf } from "./slots";
import type { Outcome as LineOutcome } from "./throttle";
import { NameTaken, TransferFailure } from "./transfer";
import { judge, type Verdict } from "./verdict";

/** Tries of one part that S3 or the line failed; the only place where a part is sent again. */
const MAX_TRIES = 5;

/** Sends one part until S3 has it, and answers its ETag. */
export async function sendPart(
  engine: Engine,
  job: Job,
  begun: Begun,
  urls: ReturnType<typeof createPartUrls>,
  number: number,
  signal: AbortSignal,
): Promise<string | null> {
  const { deps, ledger, link, trust } = engine;
  let tries = 0;
  let renewed = false;
  for (;;) {
    const outcome = await sendOnce(engine, job, begun, urls, number, signal);
    if (outcome.type === "network") {
      if (begun.kind === "single") begun.maybeStored = true;
      const counted = await lineBroke(engine, job, outcome.url, tries + 1, signal);
      if (counted && ++tries >= MAX_TRIES)
        throw new TransferFailure(
          "unreachable",
          `The connection to S3 broke off ${MAX_TRIES} times in a row.`,
        );
      if (counted) await pause(deps, backoffMs(tries, deps.random, null), signal);
      continue;
    }
    link.worked(job.target, outcome.url);
    const { verdict } = outcome;
    if (verdict.type === "stored") return verdict.etag;
    if (verdict.type === "taken") return ownEtag(engine, job, begun, signal);
    if (verdict.type === "gone")
      throw new TransferFailure("gone", `This upload was ended elsewhere. ${verdict.reason}.`);
    if (verdict.type === "digest") {
      if (outcome.hadMd5 || outcome.isForm || !(await digestPart(engine, job, begun, number, true)))
        throw new TransferFailure("refused", `${verdict.reason}.`);
      trust.demandMd5(job.target);
      continue;
    }
    if (verdict.type === "refused") throw new TransferFailure("refused", `${verdict.reason}.`);
    if (verdict.type === "expired") {
      // A fresh URL that is refused as well is no matter of time: a clock is wrong, or a right was taken away.
      if (renewed)
        throw new TransferFailure(
          "refused",
          "S3 takes even a fresh signature for expired. Compare the clocks of Cooper and S3.",
        );
      renewed = true;
      urls.drop(number);
      continue;
    }
    if (++tries >= MAX_TRIES)
      throw new TransferFailure("unavailable", `${verdict.reason}, ${tries} times in a row.`);
    ledger.note(job, `${verdict.reason}. Trying again.`);
    await pause(deps, backoffMs(tries, deps.random, verdict.retryAfter), signal);
  }
}

/** When the answer to an earlier try got lost, what took the name may be this very file. */
async function ownEtag(
  { deps, ledger }: Engine,
  job: Job,
  begun: Begun,
  signal: AbortSignal,
): Promise<string> {
  if (!begun.maybeStored) throw new NameTaken("send");
  const { parts } = await patiently(
    deps,
    () => deps.api.uploadStatus(begun.ticket, signal),
    signal,
    (note) => ledger.note(job, note),
  );
  const own = parts[0];
  if (!own) throw new NameTaken("send");
  return own.etag;
}

type Outcome =
  | { type: "network"; url: string }
  | { type: "answer"; url: string; verdict: Verdict; hadMd5: boolean; isForm: boolean };

/** One try, in a slot of its own: whoever waits for the next try holds no connection. */
async function sendOnce(
  engine: Engine,
  job: Job,
  begun: Begun,
  urls: ReturnType<typeof createPartUrls>,
  number: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const { deps, ledger, slots, ahead } = engine;
  const place = await slots.acquire(job.rank, await urls.originOf(number), signal);
  let line: LineOutcome = "failed";
  let loaded = 0;
  let stored = false;
  const report = (now: number) => {
    // Events that come late, after the transfer was stopped, are nothing any more.
    if (signal.aborted) return;
    ledger.sent(job, now - loaded);
    place.sent(now - loaded);
    loaded = now;
  };
  try {
    assertLetIn(engine, job);
    ahead.leave(job);
    if (job.state === "preparing") ledger.move(job, "sending");
    const part = await withMd5(engine, job, begun, await urls.get(number));
    const { start, end } = partRange(job, begun, number);
    if (!job.file) throw new Error("A folder has no bytes to send.");
    const answer = await deps.send(part, job.file.slice(start, end), report, signal);
    line = outcomeOf(answer);
    if (answer.type === "network") return { type: "network", url: part.url };
    const verdict = judge(answer, urls.isExpired(number));
    stored = verdict.type === "stored";
    ledger.note(job, null);
    if (stored) report(end - start);
    const hadMd5 = "content-md5" in part.headers;
    return { type: "answer", url: part.url, verdict, hadMd5, isForm: part.method === "POST" };
  } catch (error) {
    // Stopped while its answer was on the way: S3 may have it all the same.
    if (begun.kind === "single" && loaded > 0) begun.maybeStored = true;
    throw error;
  } finally {
    if (!stored) ledger.sent(job, -loaded);
    place.end(line);
  }
}

/** Where a bucket takes nothing without a digest and the store verifies no checksum, the MD5 goes with it, unsigned. */
async function withMd5(engine: Engine, job: Job, begun: Begun, part: SignedPart): Promise<SignedPart> {
  if (part.method !== "PUT" || !engine.trust.demandsMd5(job.target)) return part;
  const digest = await digestPart(engine, job, begun, part.number, true);
  if (!digest?.md5) return part;
  return { ...part, headers: { ...part.headers, "content-md5": hexToBase64(digest.md5) } };
}
