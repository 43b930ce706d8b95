import type { SignedPart } from "@/lib/schemas/uploads";
import { hexToBase64 } from "./crc64";
import type { Engine } from "./engine";
import { digestPart } from "./integrity";
import { type Begun, type Job, partRange } from "./job";
import { assertLetIn } from "./line-broke";
import type { createPartUrls } from "./part-urls";
import { outcomeOf } from "./slots";
import type { Outcome as LineOutcome } from "./throttle";
import { judge, type Verdict } from "./verdict";

export type Outcome =
  /** Its origin went away while it waited for a slot. */
  | { type: "shut" }
  | { type: "network"; url: string; isForm: boolean }
  | { type: "answer"; url: string; verdict: Verdict; canCarryMd5: boolean; isForm: boolean };

/** One try, in a slot of its own: whoever waits for the next try holds no connection. */
export async function sendOnce(
  engine: Engine,
  job: Job,
  begun: Begun,
  urls: ReturnType<typeof createPartUrls>,
  number: number,
  turn: "open" | "probe",
  signal: AbortSignal,
): Promise<Outcome> {
  const { deps, ledger, slots, ahead, gates } = engine;
  const origin = await urls.originOf(number);
  const place = await slots.acquire(job.rank, origin, signal);
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
    if (turn === "open" && gates.isShut(origin)) return { type: "shut" };
    ahead.leave(job);
    if (job.state === "preparing") ledger.move(job, "sending");
    const part = await withMd5(engine, job, begun, await urls.get(number));
    const { start, end } = partRange(job, begun, number);
    if (!job.file) throw new Error("A folder has no bytes to send.");
    // Slicing asks the browser's other process; of a thousand small files that would be most of the work.
    const bytes = begun.kind === "single" ? (job.bytes ?? job.file) : job.file.slice(start, end);
    const answer = await deps.send(part, bytes, report, signal);
    line = outcomeOf(answer);
    const isForm = part.method === "POST";
    if (answer.type === "network") return { type: "network", url: part.url, isForm };
    const verdict = judge(answer, urls.isExpired(number));
    stored = verdict.type === "stored";
    ledger.note(job, null);
    if (stored) {
      report(end - start);
      job.bytes = null;
    }
    const canCarryMd5 = !isForm && !("content-md5" in part.headers);
    return { type: "answer", url: part.url, verdict, canCarryMd5, isForm };
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
