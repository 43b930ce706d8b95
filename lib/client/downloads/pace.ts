export type Pace = ReturnType<typeof createPace>;

/** As many connections as browsers open to one host. */
const MOST = 6;
/** Answers this small are over before the next request is out: twice as many keep the connections busy. */
const SMALL = 256 * 1024;

/** How many requests may be under way: fewer as soon as S3 is busy, more again as it answers. */
export function createPace() {
  let limit = MOST;
  let load = 0;
  const waiting = new Set<() => void>();

  const hasRoom = () => load === 0 || load < limit;

  function take(bytes: number): () => void {
    const weight = bytes <= SMALL ? 0.5 : 1;
    load += weight;
    return () => {
      load -= weight;
      limit = Math.min(MOST, limit + weight / limit);
      for (const look of [...waiting]) look();
    };
  }

  return {
    hasRoom,
    take,
    /** Waits for room, then takes it; answers how to give it back. */
    acquire(bytes: number, signal: AbortSignal): Promise<() => void> {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (signal.aborted) reject(signal.reason);
          else if (hasRoom()) resolve(take(bytes));
          else return;
          waiting.delete(look);
          signal.removeEventListener("abort", look);
        };
        waiting.add(look);
        signal.addEventListener("abort", look);
        look();
      });
    },
    slow(): void {
      limit = Math.max(1, limit / 2);
    },
  };
}
