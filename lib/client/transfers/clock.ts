import { startTimer } from "@/lib/client/timer";
import type { Clock } from "./deps";

const UNSEEN_MS = 1000;

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = () => {
        stop();
        reject(signal.reason);
      };
      const stop = startTimer(ms, () => {
        signal.removeEventListener("abort", abort);
        resolve();
      });
      signal.addEventListener("abort", abort, { once: true });
    }),
  frame(callback) {
    // A tab that nobody sees draws no frames, and yet its title and its notifications tell that all is done.
    const run = () => {
      stop();
      cancelAnimationFrame(frame);
      callback();
    };
    const stop = startTimer(UNSEEN_MS, run);
    const frame = requestAnimationFrame(run);
  },
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
};
