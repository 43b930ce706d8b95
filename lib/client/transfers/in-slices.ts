import type { Clock } from "./deps";

/** Longer than this at a stretch, and the page stutters. */
const SLICE_MS = 12;
const forever = new AbortController().signal;

/** Does something with each of many, with room for frames in between; the first slice runs at once. */
export async function inSlices<T>(
  clock: Clock,
  items: Iterable<T>,
  each: (item: T) => void,
  isStopped: () => boolean = () => false,
): Promise<void> {
  let began = clock.now();
  for (const item of items) {
    if (isStopped()) return;
    each(item);
    if (clock.now() - began < SLICE_MS) continue;
    await clock.sleep(0, forever);
    began = clock.now();
  }
}
