import { formatBytes, formatCount, formatPlural } from "@/lib/client/format";
import type { TransferState } from "@/lib/client/transfers/states";
import type { Totals } from "@/lib/client/transfers/transfer";

/** What the dock says of everything together. */
export function summaryOf(totals: Totals): { headline: string; details: string } {
  const { files, done, failed, asking, paused, unfinished, reading, bytes, sent, speed, secondsLeft } =
    totals;
  const skipped = junkWords(totals.junk);
  const moving = unfinished > asking + paused;
  if (unfinished > 0 || reading > 0) {
    const details = [`${formatBytes(sent)} of ${formatBytes(bytes)}`];
    if (moving && speed > 0) details.push(`${formatBytes(speed)}/s`);
    if (moving && secondsLeft !== null) details.push(`${formatSeconds(secondsLeft)} left`);
    if (asking > 0) details.push(`${formatCount(asking)} waiting for your answer`);
    if (paused > 0 && moving) details.push(`${formatCount(paused)} paused`);
    if (reading > 0) details.push("reading folders…");
    const verb = paused > 0 && paused === unfinished && reading === 0 ? "Paused at" : "Uploading";
    return {
      headline: `${verb} ${formatCount(done)} of ${formatPlural(files, "file")}`,
      details: [...details, ...skipped].join(" · "),
    };
  }
  const details = [...(done > 0 && failed === 0 ? [formatBytes(sent)] : []), ...skipped].join(" · ");
  if (failed > 0)
    return { headline: `${formatPlural(failed, "file")} failed, ${formatCount(done)} uploaded`, details };
  if (done > 0) return { headline: `${formatPlural(done, "file")} uploaded`, details };
  return { headline: "Nothing was uploaded", details };
}

/** Left out on purpose, and said, so that nobody misses them. */
const junkWords = (count: number): string[] =>
  count > 0 ? [`${formatPlural(count, "system file")} left out`] : [];

/** What a file costs beside its bytes: ten thousand small ones are not nothing after a large one. */
const FILE_WEIGHT = 32 * 1024;

/** Percent of all there is to do. */
export function progressOf({ bytes, sent, done, unfinished }: Totals): number {
  const all = bytes + (done + unfinished) * FILE_WEIGHT;
  return all > 0 ? Math.min(100, ((sent + done * FILE_WEIGHT) / all) * 100) : 0;
}

/** A time left, no finer than it can be known. */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`;
  return formatPlural(Math.round(seconds / 86_400), "day");
}

export const STATE_WORDS: Record<TransferState, string> = {
  queued: "Waiting",
  preparing: "Preparing",
  sending: "Uploading",
  completing: "Finishing",
  asking: "Name taken",
  paused: "Paused",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
  skipped: "Skipped",
};
