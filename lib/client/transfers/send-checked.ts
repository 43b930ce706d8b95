import { BeginAnew } from "./begin-anew";
import { type Engine, sameBucket } from "./engine";
import { digestPart } from "./integrity";
import { type Begun, type Job, partRange } from "./job";
import type { createPartUrls } from "./part-urls";
import { sendPart } from "./send-part";
import { TransferFailure } from "./transfer";

/** A part that S3 keeps otherwise than it was sent so often is nobody's accident. */
const MAX_WRONG = 5;

/** Sends one part, hashing it meanwhile, until S3 has it as it is on the disk. */
export async function sendChecked(
  engine: Engine,
  job: Job,
  begun: Begun,
  urls: ReturnType<typeof createPartUrls>,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  const { trust, log } = engine;
  // What S3 had of it from before was one that did not fit.
  const suspect = begun.suspects.has(number);
  for (let wrong = suspect ? 1 : job.wrong; ; ) {
    const compares = begun.checksum === null || suspect;
    const [etag, digest] = await Promise.all([
      sendPart(engine, job, begun, urls, number, signal),
      digestPart(engine, job, begun, number, compares),
    ]);
    begun.urls.delete(number);
    // After a single PUT the server looks at the object itself.
    if (etag === null && begun.kind === "multipart") throw await etagHidden(engine, job);
    const fits = compares ? trust.compare(job.target, etag, digest?.md5 ?? null) : "untold";
    if (fits === "same") begun.checked.add(number);
    if (fits === "differs" && ++wrong > 1 && !trust.isProven(job.target)) trust.refute(job.target);
    else if (fits === "differs") {
      log.add(job.key, `S3 stored part ${number} otherwise than it was sent; it is sent again`);
      if (wrong >= MAX_WRONG)
        throw new TransferFailure(
          "unavailable",
          `S3 stored part ${number} otherwise than it was sent, ${wrong} times in a row.`,
        );
      const { start, end } = partRange(job, begun, number);
      engine.ledger.sent(job, start - end);
      if (begun.kind === "single") {
        job.wrong = wrong;
        // The name is taken now, by the very object that is to be replaced.
        if (job.onConflict === "fail" || job.ifMatch !== null)
          throw new BeginAnew("S3 stored it otherwise than it was sent", etag);
      }
      continue;
    }
    begun.suspects.delete(number);
    begun.etags.set(number, etag ?? "");
    return;
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
