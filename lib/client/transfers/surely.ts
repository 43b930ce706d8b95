import type { Engine } from "./engine";
import { looksLikeMd5 } from "./etag-trust";
import { checksumOf } from "./integrity";
import { type Begun, type Job, partRange } from "./job";
import { sendFile } from "./send-file";

/**
 * Sends a file so that all that S3 has in the end is of this very file: of an upload that another tool began, what
 * nothing could be compared with is sent again, since a file of the same size is no sign of being the same.
 */
export async function sendSurely(engine: Engine, job: Job, begun: Begun, signal: AbortSignal): Promise<void> {
  const { deps, trust } = engine;
  const tells = (etag: string) => deps.hasher && looksLikeMd5(etag) && !trust.isNone(job.target);
  // Where S3 is going to verify the whole, that finds what is of another file.
  if (begun.foreign && begun.checksum === null) drop(engine, job, begun, (etag) => !tells(etag));
  await sendFile(engine, job, begun, signal);
  if (!begun.foreign || checksumOf(job, begun) !== null) return;
  if (drop(engine, job, begun, () => true)) await sendFile(engine, job, begun, signal);
}

/** Bytes that S3 had from before, and that were believed to be those of the file. */
export function trusted(job: Job, begun: Begun): number {
  return untold(begun).reduce((sum, number) => sum + sizeOf(job, begun, number), 0);
}

/** Parts from before that stand as they were, and of which nothing told whether they are the file's. */
function untold({ inherited, etags, checked }: Begun): number[] {
  return [...inherited].flatMap(([number, etag]) =>
    etags.get(number) === etag && !checked.has(number) ? [number] : [],
  );
}

/** Has parts sent again, and answers whether there are any. */
function drop({ ledger, log }: Engine, job: Job, begun: Begun, which: (etag: string) => boolean): boolean {
  const numbers = untold(begun).filter((number) => which(begun.etags.get(number) ?? ""));
  for (const number of numbers) {
    begun.etags.delete(number);
    begun.inherited.delete(number);
    const size = sizeOf(job, begun, number);
    ledger.sent(job, -size);
    job.resumed = Math.max(0, job.resumed - size);
  }
  if (numbers.length > 0)
    log.add(job.key, `${numbers.length} parts cannot be compared with the file; they are sent again`);
  return numbers.length > 0;
}

function sizeOf(job: Job, begun: Begun, number: number): number {
  const { start, end } = partRange(job, begun, number);
  return end - start;
}
