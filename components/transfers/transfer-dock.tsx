"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useDownloadKind } from "@/components/downloads/use-download-kind";
import { buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { formatCount } from "@/lib/client/format";
import { DockActions } from "./dock-actions";
import type { DockKind } from "./dock-kind";
import { DockList } from "./dock-list";
import { InterruptedUploads } from "./interrupted-uploads";
import { useDoneSignal } from "./use-done-signal";
import { useUploads } from "./use-uploads";

/** So long after the last file the list folds away, unless somebody opened it or stands in it. */
const FOLD_MS = 8000;

/** All transfers, at the bottom of the page, and those that were interrupted; nothing while there are none. */
export function TransferDock() {
  const uploads = useUploads();
  const downloads = useDownloadKind();
  const kinds = [uploads, downloads].filter((kind) => kind !== null);
  useDoneSignal(kinds);
  return (
    <section aria-label="Transfers" className="shrink-0 border-t bg-raised empty:hidden">
      <InterruptedUploads />
      {kinds.length > 0 && <Dock kinds={kinds} />}
    </section>
  );
}

function Dock({ kinds }: { kinds: readonly DockKind[] }) {
  const [asked, setAsked] = useState<boolean | null>(null);
  const [folded, setFolded] = useState(false);
  const [onlyFailed, setOnlyFailed] = useState(false);
  const dock = useRef<HTMLDivElement>(null);
  const under = kinds.some((kind) => kind.under);
  const failed = kinds.reduce((sum, kind) => sum + kind.failed.length, 0);
  const count = kinds.reduce((sum, { source }) => sum + source.ids.length, 0);
  const calm = !under && failed === 0;
  if (folded && !calm) setFolded(false);
  if (onlyFailed && failed === 0) setOnlyFailed(false);
  useEffect(() => {
    if (!calm || asked !== null) return;
    const fold = () => {
      if (!dock.current?.matches(":hover, :focus-within")) setFolded(true);
    };
    const timer = window.setInterval(fold, FOLD_MS);
    return () => window.clearInterval(timer);
  }, [calm, asked]);
  const open = asked ?? !folded;
  const progress = kinds.reduce((sum, kind) => sum + kind.progress, 0) / kinds.length;
  const headlines = kinds.map(({ headline }) => headline).join(". ");
  const sources = kinds.map((kind) => (onlyFailed ? { ...kind.source, ids: kind.failed } : kind.source));
  return (
    <div ref={dock}>
      <div aria-hidden className="h-0.5 bg-press">
        <div className={cn("h-full", calm ? "bg-success" : "bg-accent")} style={{ width: `${progress}%` }} />
      </div>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 pr-2 pl-2">
        <IconButton
          label={open ? "Hide the list of transfers" : "Show the list of transfers"}
          aria-expanded={open}
          onClick={() => setAsked(!open)}
        >
          {open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
        </IconButton>
        <div className="min-w-0 flex-1 max-sm:basis-4/5">
          {kinds.map(({ headline, details }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a kind has its place.
            <p key={index} className="sm:truncate">
              <span className="font-medium">{headline}</span>{" "}
              <span className="text-muted tabular-nums">{details}</span>
            </p>
          ))}
        </div>
        <div className="flex flex-wrap items-center gap-1">
          {failed > 0 && (under || failed < count) && (
            <button
              type="button"
              aria-pressed={onlyFailed}
              onClick={() => {
                setOnlyFailed(!onlyFailed);
                setAsked(true);
              }}
              className={buttonClass(
                { variant: "ghost" },
                onlyFailed ? "bg-selected text-danger hover:text-danger" : "text-danger hover:text-danger",
              )}
            >
              {formatCount(failed)} failed
            </button>
          )}
          <DockActions kinds={kinds} />
        </div>
      </header>
      <p role="status" className="sr-only">
        {under ? "" : headlines}
      </p>
      {open && count > 0 && <DockList sources={sources} />}
    </div>
  );
}
