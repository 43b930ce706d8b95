"use client";

import { Download, FolderDown, FolderPlus, RefreshCw, SquareCheck } from "lucide-react";
import { MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { EntryAction } from "@/lib/client/entry-actions";
import { ACTION_ITEMS } from "./action-items";

/** The context menu of the chosen rows: the same actions as in the selection bar. */
export function RowsMenu({ actions, run }: { actions: EntryAction[]; run: (action: EntryAction) => void }) {
  if (actions.length === 0) return <MenuItem disabled>Nothing you may do here</MenuItem>;
  return actions.map((action, at) => {
    const { label, icon: Icon, shortcut, danger } = ACTION_ITEMS[action];
    return (
      <div key={action} role="none">
        {danger && at > 0 && <MenuSeparator />}
        <MenuItem onClick={() => run(action)} {...(shortcut && { shortcut })} {...(danger && { danger })}>
          <Icon aria-hidden /> {label}
        </MenuItem>
      </div>
    );
  });
}

/** Ways to download all of a folder or bucket, loaded or not. */
export type DownloadAll = { zip: () => void; folder: () => void };

/** The context menu beside the rows: what can be done with the folder. */
export function FolderMenu(props: {
  what: "bucket" | "folder";
  onDownloadAll?: DownloadAll | undefined;
  canWriteFolders: boolean;
  onNewFolder?: (() => void) | undefined;
  onRefresh: () => void;
  onSelectAll: () => void;
}) {
  return (
    <>
      {props.onNewFolder && (
        <MenuItem onClick={props.onNewFolder}>
          <FolderPlus aria-hidden /> New folder
        </MenuItem>
      )}
      {props.onDownloadAll && (
        <>
          <MenuItem onClick={props.onDownloadAll.zip}>
            <Download aria-hidden /> Download this {props.what} as zip
          </MenuItem>
          {props.canWriteFolders && (
            <MenuItem onClick={props.onDownloadAll.folder}>
              <FolderDown aria-hidden /> Download this {props.what} to folder…
            </MenuItem>
          )}
        </>
      )}
      <MenuItem onClick={props.onSelectAll} shortcut="Ctrl A">
        <SquareCheck aria-hidden /> Select all loaded
      </MenuItem>
      <MenuItem onClick={props.onRefresh}>
        <RefreshCw aria-hidden /> Refresh
      </MenuItem>
    </>
  );
}
