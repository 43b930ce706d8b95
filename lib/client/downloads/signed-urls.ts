import { isPassing, patiently } from "@/lib/client/transfers/patience";
import { AppError } from "@/lib/errors";
import type { Catalogue } from "./catalogue";
import type { ReadUrls, Source } from "./download";
import type { Run } from "./env";
import { ObjectFailure } from "./trouble";

/** Signed in one call: as many as there may be, but not for bytes that come only when the signature is dead. */
const AHEAD = { OBJECTS: 100, BYTES: 256 * 1024 * 1024 };
/** A URL this close to its end is not worth a try. */
const MARGIN_MS = 5000;
/** So long after it was signed a URL is good, whatever this machine's clock says. */
const FRESH_MS = 60_000;

/** Those of objects long done are forgotten; one that is needed after all is signed again. */
const KEPT = 1000;

type Signed = { url: string; expiresAt: number; at: number };

export type SignedUrls = ReturnType<typeof createSignedUrls>;

/** Hands out signed addresses by an object's place in the list, signing the next ones along with it. */
export function createSignedUrls(run: Run, catalogue: Catalogue, readUrls: ReadUrls) {
  const { env } = run;
  const kept = new Map<number, Signed | AppError>();
  const signing = new Set<{ from: number; to: number; call: Promise<void> }>();

  const isFresh = (signed: Signed) => {
    const now = env.clock.now();
    return signed.expiresAt - MARGIN_MS > now || now - signed.at < FRESH_MS;
  };

  async function sign(from: number, to: number): Promise<void> {
    const places: number[] = [];
    const sources: Source[] = [];
    for (let index = from; index < to; index++) {
      const known = kept.get(index);
      if (catalogue.size(index) === 0 || (known && !(known instanceof AppError) && isFresh(known))) continue;
      const { key, versionId, path, size, etag, modified } = catalogue.item(index);
      places.push(index);
      sources.push({ key, path, size, etag, modified, ...(versionId !== undefined && { versionId }) });
    }
    const answers = await patiently(env, () => readUrls(sources, run.signal), run.signal, run.note);
    forget();
    const at = env.clock.now();
    const origin = env.network.pageOrigin();
    for (const [index, place] of places.entries()) {
      const answer = answers[index] ?? new AppError("internal", "Cooper answered with too few addresses.");
      if (answer instanceof AppError) {
        kept.set(place, answer);
        continue;
      }
      const { url, expiresAt } = answer;
      // What Cooper relays is a path of its own.
      kept.set(place, { url: new URL(url, origin).href, expiresAt: Date.parse(expiresAt), at });
    }
  }

  function forget(): void {
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) return;
      kept.delete(oldest);
    }
  }

  function underWay(index: number) {
    for (const one of signing) if (index >= one.from && index < one.to) return one;
    return undefined;
  }

  function end(from: number): number {
    let bytes = 0;
    let to = from;
    const isWanted = () => to - from < AHEAD.OBJECTS && (to === from || bytes < AHEAD.BYTES);
    while (to < catalogue.count() && isWanted() && !underWay(to)) bytes += catalogue.size(to++);
    return to;
  }

  return {
    async get(index: number): Promise<string> {
      for (let asked = false; ; asked = true) {
        const known = kept.get(index);
        if (known instanceof AppError) {
          // It is asked for anew at the next try, should there be one.
          kept.delete(index);
          if (isPassing(known)) throw known;
          throw new ObjectFailure(known.message, known);
        }
        if (known && (asked || isFresh(known))) return known.url;
        const coming = underWay(index);
        if (coming) {
          await coming.call;
          if (kept.has(index)) continue;
        }
        const to = end(index);
        const one = { from: index, to, call: sign(index, to) };
        signing.add(one);
        await one.call.finally(() => signing.delete(one));
      }
    },
    drop: (index: number) => kept.delete(index),
  };
}
