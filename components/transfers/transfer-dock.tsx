"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { Snapshot } from "@/lib/client/transfers/transfer";
import { TransferList } from "./transfer-list";
import { progressOf, summaryOf } from "./transfer-words";
import { useTransfers, useTransfersSnapshot } from "./use-transfers";

/** So long after the last file the list folds away, unless somebody opened it or stands in it. */
const FOLD_MS = 8000;

/** All transfers, at the bottom of the page; nothing while there are none. */
export function TransferDock() {
  const snapshot = useTransfersSnapshot();
  const [asked, setAsked] = useState<boolean | null>(null);
  const [folded, setFolded] = useState(false);
  const dock = useRef<HTMLElement>(null);
  const { totals, ids } = snapshot;
  const under = totals.unfinished > 0 || totals.reading > 0;
  const calm = !under && totals.failed === 0 && ids.length > 0;
  if (folded && !calm) setFolded(false);
  useEffect(() => {
    if (!calm || asked !== null) return;
    const fold = () => {
      if (!dock.current?.matches(":hover, :focus-within")) setFolded(true);
    };
    const timer = window.setInterval(fold, FOLD_MS);
    return () => window.clearInterval(timer);
  }, [calm, asked]);
  const open = asked ?? !folded;
  // With the last row gone, what was asked for these is over.
  if (ids.length === 0 && totals.reading === 0 && asked !== null) setAsked(null);
  if (ids.length === 0 && totals.reading === 0) return null;
  const { headline, details } = summaryOf(totals);
  return (
    <section ref={dock} aria-label="Transfers" className="shrink-0 border-t bg-raised">
      <div aria-hidden className="h-0.5 bg-press">
        <div className="h-full bg-accent transition-[width]" style={{ width: `${progressOf(totals)}%` }} />
      </div>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 pr-3 pl-2">
        <IconButton
          label={open ? "Hide the list of transfers" : "Show the list of transfers"}
          aria-expanded={open}
          onClick={() => setAsked(!open)}
        >
          {open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
        </IconButton>
        <p className="min-w-0 flex-1 max-sm:basis-4/5 sm:truncate">
          <span className="font-medium">{headline}</span>{" "}
          <span className="text-muted tabular-nums">{details}</span>
        </p>
        <Actions snapshot={snapshot} />
      </header>
      <p role="status" className="sr-only">
        {totals.unfinished === 0 && totals.reading === 0 ? headline : ""}
      </p>
      {open && ids.length > 0 && <TransferList snapshot={snapshot} />}
    </section>
  );
}

function Actions({ snapshot: { ids, get, totals } }: { snapshot: Snapshot }) {
  const transfers = useTransfers();
  function retryFailed(): void {
    for (const id of ids) if (get(id)?.state === "failed") transfers.retry(id);
  }
  const over = totals.files - totals.unfinished - totals.failed;
  return (
    <div className="flex flex-wrap items-center justify-end gap-1 max-sm:grow">
      {totals.failed > 0 && <Button onClick={retryFailed}>Retry failed</Button>}
      {over > 0 && (
        <Button variant="ghost" onClick={() => transfers.clearFinished()}>
          Clear finished
        </Button>
      )}
      {totals.unfinished + totals.failed > 0 && (
        <Button variant="ghost" onClick={() => transfers.cancelAll()}>
          Cancel all
        </Button>
      )}
    </div>
  );
}
