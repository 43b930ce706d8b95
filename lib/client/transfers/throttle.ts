/** `ok`: stored. `busy`: S3 asked to slow down. `failed`: says nothing about how much S3 can take. */
export type Outcome = "ok" | "busy" | "failed";

/** A browser opens no more to one HTTP/1.1 host. */
export const MOST = 6;
const FIRST = 2;
/** A small file costs a round trip more than its bytes; about what a line moves in that time. */
const REQUEST_COST = 64 * 1024;
const ROUND_MS = 1000;
/** Less than this is a loss; what lies above may be noise, and up to what a browser opens a connection more does no harm. */
const LOSS = 0.9;
/** How long nothing is tried after a step that brought nothing; doubled each time. */
const REST_MS = { FIRST: 2000, MOST: 30_000 };
/** After S3 asked to slow down, how long to the next step up. */
const RECOVERY_MS = 5000;

/**
 * How many requests one origin gets at once. It begins low and doubles while that moves no less in the same time; a step
 * that does not is taken back and tried again later. Measured only while others wait: a line with nothing to do is not
 * slow.
 *
 * When S3 asks to slow down it halves, once for all requests that were under way then, and comes back one by one.
 */
export function createThrottle(now: () => number) {
  let limit = FIRST;
  let doubling = true;
  /** What the step before moved in a second, while a higher limit is on trial. */
  let trial: { limit: number; rate: number } | null = null;
  let rest = REST_MS.FIRST;
  let restUntil = 0;
  let halvedAt = Number.NEGATIVE_INFINITY;
  let round = newRound();

  function newRound() {
    return { began: now(), moved: 0, ended: 0 };
  }

  function step(rate: number): void {
    if (limit >= MOST || now() < restUntil) return;
    trial = { limit, rate };
    limit = Math.min(MOST, doubling ? limit * 2 : limit + 1);
  }

  function endRound(): void {
    const ms = now() - round.began;
    const rate = ms > 0 ? round.moved / ms : Number.POSITIVE_INFINITY;
    round = newRound();
    if (!trial || rate >= trial.rate * LOSS) {
      if (trial) rest = REST_MS.FIRST;
      trial = null;
      step(rate);
      return;
    }
    limit = trial.limit;
    trial = null;
    doubling = false;
    restUntil = now() + rest;
    rest = Math.min(rest * 2, REST_MS.MOST);
  }

  return {
    limit: () => limit,
    sent(bytes: number): void {
      if (bytes > 0) round.moved += bytes;
    },
    /** One that began then has ended; `wanted` is whether others wait for its place. */
    ended(outcome: Outcome, began: number, wanted: boolean): void {
      if (outcome === "busy" && began >= halvedAt) {
        limit = Math.max(1, limit >> 1);
        halvedAt = now();
        restUntil = now() + RECOVERY_MS;
        doubling = false;
        trial = null;
      }
      if (outcome !== "ok" || !wanted) {
        round = newRound();
        return;
      }
      round.moved += REQUEST_COST;
      round.ended++;
      if (round.ended >= limit || now() - round.began >= ROUND_MS) endRound();
    },
  };
}
