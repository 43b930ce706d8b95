"use client";

import type { DockAction } from "@/components/transfers/dock-item";
import type { AllAction, DockKind } from "@/components/transfers/dock-kind";
import { downloadItem } from "./download-item";
import { downloadSummary } from "./download-summary";
import { useDownloads, useDownloadsSnapshot } from "./use-downloads";

/** The downloads for the dock; null while there are none. */
export function useDownloadKind(): DockKind | null {
  const { downloads, showFailures } = useDownloads();
  const { ids, get, totals } = useDownloadsSnapshot();
  if (ids.length === 0) return null;
  const all = ids.map(get).filter((download) => download !== undefined);
  const failed = all.filter((download) => downloadItem(download).look === "failed");
  const retryable = failed.filter((download) => downloadItem(download).actions.includes("retry"));
  return {
    source: {
      ids,
      item(id) {
        const download = get(id);
        return download && downloadItem(download);
      },
      act(id: string, action: DockAction) {
        if (action === "details") showFailures(id);
        else downloads[action](id);
      },
    },
    failed: failed.map(({ id }) => id),
    ...downloadSummary(all, totals),
    under: totals.unfinished > 0,
    can: {
      pause: all.some(({ state }) => state === "listing" || state === "running"),
      resume: totals.paused > 0,
      retry: retryable.length > 0,
      cancel: totals.unfinished + totals.failed > 0,
      clear: all.some(({ state }) => state === "done" || state === "cancelled"),
    },
    act(action: AllAction) {
      if (action === "pause") downloads.pauseAll();
      else if (action === "resume") downloads.resumeAll();
      else if (action === "cancel") downloads.cancelAll();
      else if (action === "clear") downloads.clearFinished();
      else for (const { id } of retryable) downloads.retry(id);
    },
  };
}
