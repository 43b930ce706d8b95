"use client";

import { CircleHelp, Download, FolderPlus, History, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { useKeyHelp } from "@/components/shell/key-help";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";

/** Above the list: where one is, the filter, and what concerns the folder as a whole. */
export function Toolbar(props: {
  breadcrumb: ReactNode;
  filter: ReactNode;
  upload?: ReactNode;
  refreshing: boolean;
  onRefresh: () => void;
  downloadAll?: { label: string; run: () => void } | undefined;
  onNewFolder?: (() => void) | undefined;
  onUnfinished?: (() => void) | undefined;
}) {
  const onHelp = useKeyHelp();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-b px-2 py-2 sm:px-3">
      <div className="flex min-w-0 flex-1 items-center max-sm:basis-full">{props.breadcrumb}</div>
      {props.filter}
      <IconButton label="Refresh" onClick={props.onRefresh} disabled={props.refreshing}>
        <RefreshCw aria-hidden className={props.refreshing ? "animate-spin" : ""} />
      </IconButton>
      {props.downloadAll && (
        <IconButton label={props.downloadAll.label} onClick={props.downloadAll.run}>
          <Download aria-hidden />
        </IconButton>
      )}
      {props.onUnfinished && (
        <IconButton label="Unfinished uploads" onClick={props.onUnfinished}>
          <History aria-hidden />
        </IconButton>
      )}
      <IconButton label="Keyboard shortcuts" shortcut="?" onClick={onHelp} className="max-sm:hidden">
        <CircleHelp aria-hidden />
      </IconButton>
      {props.onNewFolder && (
        <Button onClick={props.onNewFolder} aria-label="New folder">
          <FolderPlus aria-hidden />
          <span className="max-sm:hidden">New folder</span>
        </Button>
      )}
      {props.upload}
    </div>
  );
}
