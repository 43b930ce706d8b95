import { AppError } from "@/lib/errors";
import type { SignedPart } from "@/lib/schemas/uploads";
import type { Engine } from "./engine";
import { type Begun, type Job, keepUrls } from "./job";
import { patiently } from "./patience";
import { NameTaken } from "./transfer";

/** Signed ahead in one call: enough to keep the line busy, few enough to be sent before they die. */
const AHEAD = 32;
/** A URL this close to its end is not worth a try. */
const MARGIN_MS = 5000;

/** Hands out signed parts, signing more just before they are needed; one call at a time for a file. */
export function createPartUrls(engine: Engine, job: Job, begun: Begun, signal: AbortSignal) {
  const { deps, ledger } = engine;
  let signing: Promise<void> | null = null;

  async function sign(from: number): Promise<void> {
    const numbers: number[] = [];
    for (let number = from; number <= begun.partCount && numbers.length < AHEAD; number++)
      if (!begun.etags.has(number)) numbers.push(number);
    const answer = await patiently(
      deps,
      () => deps.api.signParts(begun.ticket, numbers, signal),
      signal,
      (note) => ledger.note(job, note),
    ).catch((error: unknown) => {
      // Before a single PUT is signed again, its name is looked at again.
      throw error instanceof AppError && error.code === "conflict" ? new NameTaken("send") : error;
    });
    keepUrls(begun, answer.parts, answer.expiresAt, deps.clock.now());
  }

  return {
    /** A URL that dies while its part waits is followed by one for the same origin; only a single PUT's may be for another. */
    async originOf(number: number): Promise<string> {
      const { url } = begun.urls.get(number)?.part ?? (await this.get(number));
      return new URL(url).origin;
    },
    async get(number: number): Promise<SignedPart> {
      const kept = begun.urls.get(number);
      if (kept && kept.freshUntil - MARGIN_MS > deps.clock.now()) return kept.part;
      begun.urls.delete(number);
      // One that came with the call that is under way is fresh, whatever this machine's clock says.
      if (signing) await signing;
      if (!begun.urls.has(number)) {
        signing = sign(number).finally(() => {
          signing = null;
        });
        await signing;
      }
      const fresh = begun.urls.get(number);
      if (!fresh) throw new Error(`Part ${number} was not signed.`);
      return fresh.part;
    },
    isExpired: (number: number) => (begun.urls.get(number)?.freshUntil ?? 0) <= deps.clock.now(),
    drop: (number: number) => begun.urls.delete(number),
  };
}
