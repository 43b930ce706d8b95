import type { Download, DownloadTotals } from "@/lib/client/downloads/download";
import { formatBytes, formatCount, formatPlural } from "@/lib/client/format";
import { visibleName } from "@/lib/client/visible-name";

type Summary = { headline: string; details: string; progress: number };

/** What the dock says of all downloads together. `progress` is in percent. */
export function downloadSummary(all: readonly Download[], totals: DownloadTotals): Summary {
  const { unfinished, done, failed, asking, paused, speed } = totals;
  const incomplete = all.filter((download) => download.state === "done" && download.failed > 0).length;
  if (unfinished === 0) return { ...ended(all, done, failed, incomplete), progress: 100 };
  // Of what is still being listed nobody knows how much there is.
  const counted = all.filter(({ state }) => state !== "cancelled" && state !== "failed");
  const size = counted.reduce((sum, download) => sum + download.size, 0);
  const received = counted.reduce((sum, download) => sum + download.received, 0);
  const listing = counted.some(({ listed }) => !listed);
  const details = [listing ? "listing what there is…" : `${formatBytes(received)} of ${formatBytes(size)}`];
  if (speed > 0) details.push(`${formatBytes(speed)}/s`);
  if (asking > 0) details.push(`${formatCount(asking)} waiting for your answer`);
  if (failed + incomplete > 0) details.push(`${formatCount(failed + incomplete)} failed`);
  const verb = paused === unfinished ? "Paused" : "Downloading";
  const [only] = counted.filter(({ state }) => state !== "done");
  const what = unfinished === 1 && only ? visibleName(only.name) : formatPlural(unfinished, "download");
  return {
    headline: `${verb}: ${what}`,
    details: details.join(" · "),
    progress: listing || size === 0 ? 0 : Math.min(100, (received / size) * 100),
  };
}

function ended(all: readonly Download[], done: number, failed: number, incomplete: number) {
  const whole = done - incomplete;
  const parts: string[] = [];
  if (failed > 0) parts.push(`${formatPlural(failed, "download")} failed`);
  if (incomplete > 0) parts.push(`${formatPlural(incomplete, "download")} incomplete`);
  if (whole > 0) parts.push(`${formatPlural(whole, "download")} complete`);
  const bytes = all.reduce((sum, { state, received }) => sum + (state === "done" ? received : 0), 0);
  return {
    headline: parts.join(", ") || "Nothing was downloaded",
    details: whole > 0 && failed + incomplete === 0 ? formatBytes(bytes) : "",
  };
}
