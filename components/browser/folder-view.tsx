"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { FailureView } from "@/components/shell/failure-view";
import { usePageKeys } from "@/components/shell/use-page-keys";
import { DropZone } from "@/components/transfers/drop-zone";
import { UploadButtons } from "@/components/transfers/upload-buttons";
import { Button } from "@/components/ui/button";
import type { BucketRef } from "@/lib/client/api";
import { type Entry, filterEntries, totalBytes } from "@/lib/client/entries";
import { actionsFor, type EntryAction } from "@/lib/client/entry-actions";
import { formatBytes, formatCount } from "@/lib/client/format";
import { filterSummary, listSummary } from "@/lib/client/list-summary";
import {
  choose,
  chooseAll,
  chooseNone,
  keepExisting,
  type ListSelection,
  NOTHING,
} from "@/lib/client/selection";
import { visibleName } from "@/lib/client/visible-name";
import { parentPrefix } from "@/lib/keys";
import { pages } from "@/lib/routes";
import { Breadcrumb } from "./breadcrumb";
import { EmptyFolder } from "./empty-folder";
import { FilterBox } from "./filter-box";
import { type DownloadAll, FolderMenu, RowsMenu } from "./grid-menu";
import { GridSkeleton } from "./grid-skeleton";
import { NoMatch } from "./no-match";
import { ObjectGrid } from "./object-grid";
import { StatusBar } from "./status-bar";
import { Toolbar } from "./toolbar";
import { useDiskAccess } from "./use-disk-access";
import type { Place } from "./use-folder";
import { useObjectList } from "./use-object-list";

type Props = {
  at: BucketRef;
  prefix: string;
  go: (prefix: string) => void;
  place: Place | undefined;
  onLeave: (place: Place) => void;
  onAction: (action: EntryAction, entries: readonly Entry[]) => void;
  onDownloadAll: DownloadAll;
  onNewFolder: () => void;
  onUnfinished: () => void;
  /** A folder that was just made: the list stands on its row. A new value each time. */
  created: { prefix: string } | null;
  gridRef: RefObject<HTMLDivElement | null>;
  /** A dialog is open. */
  asking: boolean;
};

/** One folder: its list, what is chosen in it, and what can be done. It starts anew for every prefix. */
export function FolderView(props: Props) {
  const { at, prefix, go } = props;
  const list = useObjectList(at, prefix);
  const grid = props.gridRef;
  const filterInput = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<ListSelection>({ ...NOTHING, active: props.place?.active ?? null });

  const { created } = props;
  const [shownCreated, setShownCreated] = useState(created);
  if (created && created !== shownCreated) {
    setShownCreated(created);
    // `a/b` was made: its row in this list is that of `a/`.
    if (created.prefix.startsWith(prefix)) {
      setFilter("");
      setChosen(choose(`p:${created.prefix.slice(0, created.prefix.indexOf("/", prefix.length) + 1)}`));
    }
  }

  const shown = filterEntries(list.entries, filter);
  const ids = shown.map(({ id }) => id);
  const selection = keepExisting(chosen, new Set(ids));
  const entries = shown.filter(({ id }) => selection.chosen.has(id));
  const disk = useDiskAccess();
  const actions = actionsFor(entries, list.allowed, disk);
  const canWrite = list.allowed.includes("write");
  const canRead = list.allowed.includes("list") && list.allowed.includes("read");
  const target = canWrite ? { ...at, prefix } : null;
  const onNewFolder = canWrite ? props.onNewFolder : undefined;

  const what = prefix === "" ? "bucket" : "folder";

  const run = (action: EntryAction) => props.onAction(action, entries);
  const open = (entry: Entry) => {
    if (entry.kind === "prefix") go(entry.key);
    else if (list.allowed.includes("read")) props.onAction("download", [entry]);
  };
  // Files dropped on a folder's row go into that folder.
  const folderTarget = (element: Element) => {
    const row = element.closest<HTMLElement>("[data-index]");
    const entry = row && shown[Number(row.dataset.index)];
    return canWrite && entry?.kind === "prefix" ? { ...at, prefix: entry.key } : null;
  };
  usePageKeys({ "/": () => filterInput.current?.focus() });
  useEffect(() => {
    document.title = `${prefix === "" ? at.bucket : prefix} · Cooper`;
  }, [prefix, at.bucket]);

  const filtered = filter.trim() !== "";
  const empty = list.loaded && list.complete && list.entries.length === 0;
  const onDownloadAll = canRead && list.loaded && !empty ? props.onDownloadAll : undefined;
  return (
    <>
      <h1 className="sr-only">
        {at.bucket}: {prefix === "" ? "all folders" : visibleName(prefix)}
      </h1>
      <Toolbar
        breadcrumb={<Breadcrumb at={at} prefix={prefix} go={go} />}
        filter={
          <FilterBox
            value={filter}
            onChange={setFilter}
            inputRef={filterInput}
            onLeave={() => grid.current?.focus()}
          />
        }
        upload={canWrite && <UploadButtons target={target} />}
        refreshing={list.fetching && !list.fetchingMore}
        onRefresh={list.refresh}
        downloadAll={onDownloadAll && { label: `Download this ${what}`, run: onDownloadAll.zip }}
        onNewFolder={onNewFolder}
        onUnfinished={canWrite ? props.onUnfinished : undefined}
      />
      <DropZone target={target} folderTarget={folderTarget} className="flex min-h-0 flex-1 flex-col">
        {!list.loaded && list.failure ? (
          <FailureView
            error={list.failure}
            retrying={list.fetching}
            onRetry={list.retry}
            back={{ href: pages.connection(at.connection), label: "All buckets" }}
          />
        ) : !list.loaded ? (
          <GridSkeleton />
        ) : empty ? (
          <EmptyFolder
            bucket={at.bucket}
            prefix={prefix}
            canWrite={canWrite}
            onUp={() => go(parentPrefix(prefix))}
          />
        ) : filtered && shown.length === 0 ? (
          <NoMatch
            filter={filter}
            loaded={list.entries.length}
            complete={list.complete}
            loadingAll={list.loadingAll}
            onLoadAll={() => list.setLoadingAll(true)}
            onClear={() => setFilter("")}
          />
        ) : (
          <ObjectGrid
            at={at}
            gridRef={grid}
            entries={shown}
            complete={list.complete || filtered}
            selection={selection}
            onSelection={setChosen}
            onOpen={open}
            onUp={() => go(parentPrefix(prefix))}
            onDelete={() => actions.includes("delete") && run("delete")}
            asking={props.asking}
            onNearEnd={list.loadMore}
            canRead={canRead}
            place={props.place}
            created={created}
            onLeave={props.onLeave}
            menu={(of) =>
              of === "rows" ? (
                <RowsMenu actions={actions} run={run} />
              ) : (
                <FolderMenu
                  what={what}
                  onDownloadAll={onDownloadAll}
                  canWriteFolders={disk.folders}
                  onNewFolder={onNewFolder}
                  onRefresh={list.refresh}
                  onSelectAll={() => setChosen(chooseAll(selection, ids))}
                />
              )
            }
          />
        )}
      </DropZone>
      <StatusBar
        summary={
          list.loaded
            ? filtered
              ? filterSummary(shown.length, list.entries.length, list.complete)
              : listSummary(list.entries, list.complete)
            : "\u00a0"
        }
        selected={entries.length > 0 ? selectionSummary(entries, shown.length, list.complete) : null}
        actions={actions}
        run={run}
        onClear={() => setChosen(chooseNone(selection))}
        loading={list.fetchingMore}
        error={list.loaded ? list.failure : null}
        retrying={list.fetching}
        onRetry={list.retry}
        extra={
          list.loaded &&
          !list.complete &&
          // The empty list offers it itself.
          ((filtered && shown.length > 0) || list.loadingAll) && (
            <Button variant="ghost" onClick={() => list.setLoadingAll(!list.loadingAll)}>
              {list.loadingAll ? "Stop loading" : "Load the rest"}
            </Button>
          )
        }
      />
    </>
  );
}

function selectionSummary(entries: readonly Entry[], shown: number, complete: boolean): string {
  const bytes = formatBytes(totalBytes(entries));
  const folders = entries.some(({ kind }) => kind === "prefix");
  const size = folders ? (bytes === "0 B" ? "" : ` · ${bytes} without folders`) : ` · ${bytes}`;
  const all = entries.length === shown && !complete ? " (all that is loaded)" : "";
  return `${formatCount(entries.length)} selected${size}${all}`;
}
