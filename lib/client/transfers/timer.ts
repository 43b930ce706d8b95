type Start = (ms: number, callback: () => void) => () => void;

/**
 * Runs once after this many milliseconds, also in a tab that nobody sees; answers how to stop that. There, browsers hold
 * a page's own timers back, in the end to once a minute, but not those of a worker.
 */
export const startTimer: Start = (ms, callback) => {
  if (typeof document !== "undefined" && document.hidden && typeof Worker !== "undefined")
    return (inWorker ??= timersInWorker())(ms, callback);
  return inPage(ms, callback);
};

/** Lets whatever else waits have its turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void startTimer(0, resolve));

let inWorker: Start | null = null;

function timersInWorker(): Start {
  const waiting = new Map<number, () => void>();
  let last = 0;
  const worker = new Worker(new URL("./timer-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<number>) => {
    const callback = waiting.get(data);
    waiting.delete(data);
    callback?.();
  };
  // Without it, timers are late and no more.
  worker.onerror = () => {
    inWorker = inPage;
    for (const callback of waiting.values()) setTimeout(callback, 0);
    waiting.clear();
  };
  return (ms, callback) => {
    const id = ++last;
    waiting.set(id, callback);
    worker.postMessage({ id, ms });
    return () => waiting.delete(id);
  };
}

const inPage: Start = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};
