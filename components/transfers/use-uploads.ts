"use client";

import { realClock } from "@/lib/client/transfers/clock";
import { inSlices } from "@/lib/client/transfers/in-slices";
import type { DockAction } from "./dock-item";
import type { AllAction, DockKind } from "./dock-kind";
import { progressOf, summaryOf } from "./transfer-words";
import { uploadItem } from "./upload-item";
import { useTransfers, useTransfersSnapshot } from "./use-transfers";

/** The uploads for the dock; null while there are none. */
export function useUploads(): DockKind | null {
  const transfers = useTransfers();
  const { ids, failed, get, totals } = useTransfersSnapshot();
  const { files, unfinished, paused, reading, junk } = totals;
  if (files === 0 && reading === 0 && junk === 0) return null;
  return {
    source: {
      ids,
      item(id) {
        const transfer = get(id);
        return transfer && uploadItem(transfer);
      },
      act(id: string, action: DockAction) {
        if (action !== "details") transfers[action](id);
      },
    },
    failed,
    ...summaryOf(totals),
    progress: progressOf(totals),
    under: unfinished > 0 || reading > 0,
    can: {
      pause: unfinished > paused || reading > 0,
      resume: paused > 0,
      retry: failed.length > 0,
      cancel: unfinished + failed.length > 0 || reading > 0,
      clear: files > unfinished + failed.length || (junk > 0 && unfinished === 0 && reading === 0),
    },
    act(action: AllAction) {
      if (action === "pause") transfers.pauseAll();
      else if (action === "resume") transfers.resumeAll();
      else if (action === "cancel") transfers.cancelAll();
      else if (action === "clear") transfers.clearFinished();
      else void inSlices(realClock, failed, transfers.retry);
    },
  };
}
