import type { DockAction, DockItem, DockLook } from "@/components/transfers/dock-item";
import { formatSeconds } from "@/components/transfers/transfer-words";
import type { Download } from "@/lib/client/downloads/download";
import type { DownloadState } from "@/lib/client/downloads/states";
import { formatBytes, formatCount, formatPlural } from "@/lib/client/format";

import { visibleName } from "@/lib/client/visible-name";

const WORDS: Record<DownloadState, string> = {
  listing: "Listing",
  running: "Downloading",
  asking: "Files exist",
  paused: "Paused",
  finishing: "Finishing",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

const LOOKS: Record<DownloadState, DockLook> = {
  listing: "active",
  running: "active",
  asking: "asking",
  paused: "paused",
  finishing: "active",
  done: "done",
  failed: "failed",
  cancelled: "ended",
};

/** A download as the dock shows it. */
export function downloadItem(download: Download): DockItem {
  const { id, name, size, listed, received, state, failed } = download;
  const incomplete = state === "done" && failed > 0;
  const remark = remarkOf(download);
  return {
    id,
    key: name,
    size: listed || state === "done" ? size : null,
    sent: received,
    word: incomplete ? "Incomplete" : WORDS[state],
    look: incomplete ? "failed" : LOOKS[state],
    remark,
    facts: factsOf(download, remark),
    actions: actionsOf(download),
  };
}

function remarkOf(download: Download): DockItem["remark"] {
  const { state, failure, note, failed, verified, objects, size } = download;
  if (failure && state === "failed") return { text: failure.message, tone: "danger" };
  if (state === "done" && failed > 0) return { text: missing(download), tone: "danger" };
  if (note) return { text: note, tone: "warning" };
  if (state === "done")
    return {
      text: verified ? `Verified by ${verified}` : "Not verified: the store keeps no checksum",
      tone: "muted",
    };
  if (state === "listing")
    return { text: `${formatPlural(objects, "object")}, ${formatBytes(size)} so far`, tone: "muted" };
  if (failed > 0) return { text: missing(download), tone: "danger" };
  if (state === "running") return { text: pace(download), tone: "muted" };
  return null;
}

const missing = ({ failed, objects }: Download): string =>
  objects === 1
    ? "It did not arrive whole"
    : `${formatCount(failed)} of ${formatPlural(objects, "object")} did not arrive`;

function pace({ kind, objects, objectsDone, speed, secondsLeft }: Download): string {
  const parts = kind === "file" ? [] : [`${formatCount(objectsDone)} of ${formatPlural(objects, "object")}`];
  if (speed > 0) parts.push(`${formatBytes(speed)}/s`);
  if (secondsLeft !== null) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.join(" · ");
}

function factsOf(download: Download, remark: DockItem["remark"]): string[] {
  const { bucket, name, kind, objects, skipped, renamed } = download;
  const facts = [`${visibleName(name)} from ${visibleName(bucket)}`];
  if (remark?.text) facts.push(remark.text);
  if (kind !== "file") facts.push(formatPlural(objects, "object"));
  if (skipped > 0) facts.push(`${formatCount(skipped)} were there already`);
  if (renamed > 0)
    facts.push(`${formatPlural(renamed, "name")} changed, so that every system takes them: see _RENAMED.txt`);
  return facts;
}

function actionsOf({ state, failure, failed, kind }: Download): DockAction[] {
  const actions: DockAction[] = [];
  if (failed > 0) actions.push("details");
  if (state === "listing" || state === "running") actions.push("pause");
  if (state === "paused") actions.push("resume");
  const lacking = state === "done" && kind === "folder" && failed > 0;
  if (state === "cancelled" || lacking || (state === "failed" && failure?.retryable)) actions.push("retry");
  if (state !== "done" && state !== "cancelled") actions.push("cancel");
  return actions;
}
