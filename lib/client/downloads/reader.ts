import { backoffMs } from "@/lib/client/transfers/backoff";
import { isPassing, PATIENCE_MS, pause } from "@/lib/client/transfers/patience";
import { AppError } from "@/lib/errors";
import { DownloadFailure } from "./download";
import type { Run } from "./env";
import { type Identity, type Pulse, requestRange } from "./request-range";
import type { SignedUrls } from "./signed-urls";
import { describe, finalReason, isBusy, isRefusal, ObjectFailure, RequestTrouble } from "./trouble";

/** So often in a row without a byte more, an object has failed, as long as its store is there. */
const MAX_TRIES = 8;

export type Reader = ReturnType<typeof createReader>;

/**
 * Reads bytes of objects and goes on where an answer broke off. It is the one layer that tries again: at once with a new
 * signature where the old one was refused, else after a wait with jitter. What concerns one object is an ObjectFailure;
 * a store that is away for ten minutes, or that this page may not read, ends all by a DownloadFailure.
 */
export function createReader(run: Run, urls: SignedUrls, onBusy: () => void) {
  const { env, note } = run;
  const pulse: Pulse = { at: env.clock.now() };
  /** When the store was last known to be there: an answer of any kind. */
  let alive = Number.NEGATIVE_INFINITY;

  async function recover(
    error: unknown,
    at: Attempts,
    index: number,
    url: string,
    signal: AbortSignal,
  ): Promise<void> {
    const now = env.clock.now();
    if (error instanceof AppError && isPassing(error))
      return again(at, error.message, error.retryAfter ?? null, signal);
    if (!(error instanceof RequestTrouble)) throw error;
    const { trouble } = error;
    if (trouble.type === "nameless") return;
    const final = finalReason(trouble);
    if (final !== null) throw new ObjectFailure(final, error);
    if (trouble.type === "answer" || trouble.type === "truncated") alive = now;
    if (trouble.type === "answer" && isRefusal(trouble.status)) {
      // A fresh signature that is refused as well is no matter of time.
      if (at.renewed) throw new ObjectFailure(`S3 does not let it be read: HTTP ${trouble.status}.`, error);
      at.renewed = true;
      urls.drop(index);
      return;
    }
    if (isBusy(trouble)) onBusy();
    if (trouble.type === "network" && env.network.online()) await lookAround(at, url);
    await again(at, describe(trouble), trouble.type === "answer" ? trouble.retryAfter : null, signal);
  }

  /** A page learns no reason from a request that failed: whether anything answers there at all tells the two apart. */
  async function lookAround(at: Attempts, url: string): Promise<void> {
    if (at.tries < 2 || !(await env.network.reaches(new URL(url).origin))) return;
    if (alive === Number.NEGATIVE_INFINITY)
      throw new DownloadFailure(
        "S3 is there, but this browser may not read from it. The bucket's CORS rules must allow GET from this page.",
      );
    alive = env.clock.now();
  }

  async function again(
    at: Attempts,
    what: string,
    retryAfter: number | null,
    signal: AbortSignal,
  ): Promise<void> {
    const now = env.clock.now();
    if (!env.network.online()) at.began = null;
    else {
      at.began ??= now;
      at.tries++;
      if (at.tries >= MAX_TRIES && alive >= at.began)
        throw new ObjectFailure(`${what}, ${at.tries} times in a row.`);
      if (now - at.began > PATIENCE_MS) throw new DownloadFailure("S3 could not be reached for ten minutes.");
    }
    note(env.network.online() ? `${what}. Trying again.` : "This browser is offline. It goes on by itself.");
    await pause(env, backoffMs(Math.max(0, at.tries - 1), env.random, retryAfter), signal);
  }

  return {
    /** Bytes `[start, end)` of the object at a place in the list, in order and without a gap. */
    async *read(
      index: number,
      identity: Identity,
      [start, end]: [number, number],
      signal: AbortSignal,
    ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      let from = start;
      let at: Attempts = { tries: 0, began: null, renewed: false };
      while (from < end) {
        signal.throwIfAborted();
        let url = "";
        try {
          url = await urls.get(index);
          for await (const chunk of requestRange(env, url, identity, [from, end], pulse, signal)) {
            if (at.tries > 0) note(null);
            from += chunk.length;
            at = { tries: 0, began: null, renewed: false };
            alive = pulse.at;
            yield chunk;
          }
        } catch (error) {
          signal.throwIfAborted();
          await recover(error, at, index, url, signal);
        }
      }
    },
  };
}

type Attempts = { tries: number; began: number | null; renewed: boolean };
