/** Time as faults spend it; tests bring their own. */
export type Clock = {
  /** Milliseconds, only ever forward. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; null waits for that alone. */
  sleep(ms: number | null, signal: AbortSignal): Promise<void>;
};

export const WALL_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = ms === null ? undefined : setTimeout(done, ms);
      signal.addEventListener("abort", done);
    }),
};
