/** A number of places, given to the lowest rank first, so that files that were begun are finished before others begin. */
export function createSlots(size: number) {
  let free = size;
  const waiting: { rank: number; take: () => void }[] = [];

  function give(): void {
    while (free > 0 && waiting.length > 0) {
      let first = 0;
      for (const [index, { rank }] of waiting.entries())
        if (rank < (waiting[first]?.rank ?? rank)) first = index;
      const next = waiting.splice(first, 1)[0];
      free--;
      next?.take();
    }
  }

  return {
    /** Waits for a place; answers how to give it back. Rejects when aborted. */
    acquire(rank: number, signal: AbortSignal): Promise<() => void> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal.reason);
        };
        const entry = {
          rank,
          take() {
            signal.removeEventListener("abort", abort);
            resolve(() => {
              free++;
              give();
            });
          },
        };
        signal.addEventListener("abort", abort, { once: true });
        waiting.push(entry);
        give();
      });
    },
  };
}
