// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls stand free; a table cannot hold them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row.
"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useId, useLayoutEffect, useRef } from "react";
import { ContextMenu, ContextMenuContent, ContextMenuTrigger } from "@/components/ui/context-menu";
import type { BucketRef } from "@/lib/client/api";
import { canDragOut } from "@/lib/client/drag-out";
import type { Entry } from "@/lib/client/entries";
import { land } from "@/lib/client/landing";
import { useMediaQuery } from "@/lib/client/media-query";
import { chooseAll, chooseNone, type ListSelection } from "@/lib/client/selection";
import { api, pages } from "@/lib/routes";
import { GridHeader } from "./grid-header";
import { ObjectRow } from "./object-row";
import type { Place } from "./use-folder";
import { useGridEvents } from "./use-grid-events";

const HEADER_HEIGHT = 32;
/** Half a page of S3: the next one is asked for well before one can scroll to the end of this one. */
const PREFETCH_ROWS = 500;

export type GridProps = {
  at: BucketRef;
  gridRef: RefObject<HTMLDivElement | null>;
  entries: readonly Entry[];
  /** False while there may be more than `entries`. */
  complete: boolean;
  selection: ListSelection;
  onSelection: (selection: ListSelection) => void;
  onOpen: (entry: Entry) => void;
  onUp: () => void;
  onDelete: () => void;
  asking: boolean;
  /** Files can be dragged out to the desktop, where the browser takes them. */
  canRead: boolean;
  onNearEnd: () => void;
  place: Place | undefined;
  /** Changes when a folder was made, whose row is then the active one. */
  created: { prefix: string } | null;
  onLeave: (place: Place) => void;
  /** The items of the context menu: for the chosen rows, or for the folder itself. */
  menu: (of: "rows" | "folder") => React.ReactNode;
};

export function ObjectGrid(props: GridProps) {
  "use no memo";
  const { entries, selection, onSelection, gridRef, onNearEnd, onLeave } = props;
  const id = useId();
  const narrow = useMediaQuery("(max-width: 39.99rem)");
  const fine = useMediaQuery("(pointer: fine)");
  const rowHeight = narrow ? 52 : 32;
  const active = selection.active === null ? -1 : entries.findIndex((entry) => entry.id === selection.active);

  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => gridRef.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 12,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    initialOffset: props.place?.offset ?? 0,
    // The active row stays in the page, however far one scrolls, because the grid refers to it.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return active === -1 || indexes.includes(active) ? indexes : [...indexes, active].sort((a, b) => a - b);
    },
  });
  const rows = virtualizer.getVirtualItems();
  const pageRows = () => Math.max(1, Math.floor((gridRef.current?.clientHeight ?? 0) / rowHeight) - 2);
  const events = useGridEvents({
    ...props,
    pageRows,
    reveal: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height need measuring anew.
  useEffect(() => virtualizer.measure(), [rowHeight]);

  const { created } = props;
  const revealed = useRef(created);
  useEffect(() => {
    if (created === revealed.current || active === -1) return;
    revealed.current = created;
    virtualizer.scrollToIndex(active, { align: "auto" });
  }, [created, active, virtualizer]);

  const lastShown = virtualizer.range?.endIndex ?? 0;
  const near = !props.complete && lastShown >= entries.length - PREFETCH_ROWS;
  useEffect(() => {
    if (near) onNearEnd();
  }, [near, onNearEnd]);

  const startOffset = useRef(props.place?.offset ?? 0);
  const standing = useRef<Place>({ offset: 0, active: null });
  useEffect(() => {
    standing.current.active = selection.active;
  }, [selection.active]);
  const leave = useRef(onLeave);
  useLayoutEffect(() => {
    const grid = gridRef.current;
    if (!grid) return;
    grid.scrollTop = startOffset.current;
    land(grid);
    const remember = () => {
      standing.current.offset = grid.scrollTop;
    };
    const tell = leave.current;
    remember();
    grid.addEventListener("scroll", remember, { passive: true });
    return () => {
      grid.removeEventListener("scroll", remember);
      tell(standing.current);
    };
  }, [gridRef]);

  const all = entries.length > 0 && selection.chosen.size === entries.length;
  return (
    <ContextMenu>
      <ContextMenuTrigger
        render={<div role="grid" />}
        ref={gridRef}
        tabIndex={0}
        aria-label="Objects"
        aria-multiselectable
        aria-rowcount={props.complete ? entries.length + 1 : -1}
        aria-colcount={6}
        aria-activedescendant={active === -1 ? undefined : `${id}-${active}`}
        className="group/grid min-h-0 flex-1 select-none overflow-y-auto overscroll-contain outline-none [scrollbar-gutter:stable]"
        {...events.handlers}
      >
        <div role="rowgroup" className="contents">
          <GridHeader
            all={all}
            some={selection.chosen.size > 0}
            onToggleAll={() =>
              onSelection(
                all
                  ? chooseNone(selection)
                  : chooseAll(
                      selection,
                      entries.map((entry) => entry.id),
                    ),
              )
            }
          />
        </div>
        <div role="rowgroup" className="relative" style={{ height: entries.length * rowHeight }}>
          {rows.map(({ index, start }) => {
            const entry = entries[index];
            if (!entry) return null;
            return (
              <ObjectRow
                key={entry.id}
                id={`${id}-${index}`}
                entry={entry}
                href={hrefOf(props.at, entry)}
                index={index}
                top={start - HEADER_HEIGHT}
                selected={selection.chosen.has(entry.id)}
                active={index === active}
                draggable={fine && props.canRead && canDragOut()}
                choosing={selection.chosen.size > 1}
              />
            );
          })}
        </div>
      </ContextMenuTrigger>
      <ContextMenuContent label={events.menuOf === "rows" ? "Actions" : "Folder"}>
        {props.menu(events.menuOf)}
      </ContextMenuContent>
    </ContextMenu>
  );
}

const hrefOf = ({ connection, bucket }: BucketRef, { kind, key }: Entry): string =>
  kind === "prefix" ? pages.bucket(connection, bucket, key) : api.content(connection, bucket, { key });
