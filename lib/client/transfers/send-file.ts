import type { Engine } from "./engine";
import { looksLikeMd5 } from "./etag-trust";
import { digestPart } from "./integrity";
import { type Begun, type Job, partRange } from "./job";
import { createPartUrls } from "./part-urls";
import { sendChecked } from "./send-checked";

/** As many as one host gets at once; how many of them send is decided by the slots. */
const PARALLEL_PARTS = 6;
/** As many as there are workers at most: parts that S3 has are read only to be hashed. */
const PARALLEL_READS = 2;

/**
 * Sends what S3 does not have yet, several parts at a time, and hashes what it has. The first part that fails stops the
 * others.
 */
export async function sendFile(engine: Engine, job: Job, begun: Begun, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const stopAll = () => stop.abort(signal.reason);
  signal.addEventListener("abort", stopAll, { once: true });
  const urls = createPartUrls(engine, job, begun, stop.signal);
  const kept = engine.deps.hasher
    ? [...begun.etags.keys()].filter((number) => !begun.digests.has(number))
    : [];
  const again: number[] = [];
  let next = 1;

  function nextPart(): number | null {
    const number = again.pop();
    if (number !== undefined) return number;
    while (begun.etags.has(next)) next++;
    return next > begun.partCount ? null : next++;
  }

  async function send(): Promise<void> {
    for (let number = nextPart(); number !== null; number = nextPart())
      await sendChecked(engine, job, begun, urls, number, stop.signal);
  }

  async function check(): Promise<void> {
    for (let number = kept.pop(); number !== undefined; number = kept.pop()) {
      stop.signal.throwIfAborted();
      // One that is still to come is sent when it is its turn, and not a second time at once.
      if (!(await isAsKept(engine, job, begun, number)) && number < next) again.push(number);
    }
  }

  const work: Promise<void>[] = [];
  try {
    do {
      work.push(...Array.from({ length: Math.min(PARALLEL_READS, kept.length) }, check));
      work.push(...Array.from({ length: Math.min(PARALLEL_PARTS, begun.partCount) }, send));
      await Promise.all(work);
    } while (again.length > 0);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(work);
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stopAll);
  }
}

/** Whether a part that S3 has is that of the file; what cannot be told is believed, and the whole's checksum decides. */
async function isAsKept(engine: Engine, job: Job, begun: Begun, number: number): Promise<boolean> {
  const { trust, ledger, log } = engine;
  const etag = begun.etags.get(number) ?? "";
  const digest = await digestPart(
    engine,
    job,
    begun,
    number,
    looksLikeMd5(etag) && !trust.isNone(job.target),
  );
  const fits = trust.compare(job.target, etag, digest?.md5 ?? null);
  if (fits === "same") begun.checked.add(number);
  if (fits !== "differs" || !begun.etags.delete(number)) return true;
  log.add(job.key, `part ${number} is not what S3 has of it; it is sent again`);
  begun.suspects.add(number);
  begun.resent++;
  const { start, end } = partRange(job, begun, number);
  ledger.sent(job, start - end);
  return false;
}
