type Start = (ms: number, callback: () => void) => () => void;

/** In whose hands timers are while nobody sees the page; opened when it is first needed. */
let unseen: Start | null = null;

/**
 * Runs once after this many milliseconds, also in a tab that nobody sees; answers how to stop that. There, browsers hold
 * a page's own timers back, in the end to once a minute, but not those of a worker.
 */
export const startTimer: Start = (ms, callback) => {
  if (typeof document === "undefined" || !document.hidden) return inPage(ms, callback);
  unseen ??= inWorker();
  return unseen(ms, callback);
};

/** Lets whatever else waits have its turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void startTimer(0, resolve));

const inPage: Start = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

function inWorker(): Start {
  if (typeof Worker === "undefined") return inPage;
  const waiting = new Map<number, { ms: number; callback: () => void }>();
  let last = 0;
  const worker = new Worker(new URL("./timer-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<number>) => {
    const entry = waiting.get(data);
    waiting.delete(data);
    entry?.callback();
  };
  worker.onerror = () => {
    // Its script did not come: then timers are late in a tab that nobody sees, and nothing worse.
    worker.terminate();
    unseen = inPage;
    for (const [id, { ms, callback }] of waiting)
      setTimeout(() => {
        if (waiting.delete(id)) callback();
      }, ms);
  };
  return (ms, callback) => {
    const id = ++last;
    waiting.set(id, { ms, callback });
    worker.postMessage({ id, ms });
    return () => void waiting.delete(id);
  };
}
