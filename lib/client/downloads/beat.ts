import { BEAT_MS } from "./beat-ms";

/** Calls every few seconds, also from a hidden tab, whose own timers come once a minute. Answers what ends it. */
export function startBeat(onBeat: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const worker = new Worker(new URL("./beat-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = onBeat;
  worker.onerror = () => {
    // Its script did not come. While the tab is in sight, the page's own timer is as good.
    worker.terminate();
    timer ??= setInterval(onBeat, BEAT_MS);
  };
  return () => {
    worker.onerror = null;
    worker.terminate();
    clearInterval(timer);
  };
}
