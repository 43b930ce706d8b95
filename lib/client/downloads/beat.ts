import { startTimer } from "@/lib/client/timer";

/** A browser ends a service worker that hears nothing for half a minute. */
const BEAT_MS = 10_000;

/** Calls every few seconds, also in a tab that nobody sees. Answers what ends it. */
export function startBeat(onBeat: () => void): () => void {
  const beat = () => {
    stop = startTimer(BEAT_MS, beat);
    onBeat();
  };
  let stop = startTimer(BEAT_MS, beat);
  return () => stop();
}
