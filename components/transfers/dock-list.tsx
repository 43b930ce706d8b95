// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls stand free; a table cannot hold them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row.
"use client";

import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";
import { useMediaQuery } from "@/lib/client/media-query";
import type { DockAction, DockSource } from "./dock-item";
import { type DockKey, dockKey } from "./dock-keys";
import { DockRow } from "./dock-row";
import { useRows } from "./use-rows";

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 pr-2 pl-3 sm:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_5rem_8.5rem_5rem_3.25rem]";

/** The transfers of all sources, one below the other. Only those in sight are asked for and drawn. */
export function DockList({ sources }: { sources: readonly DockSource[] }) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery("(max-width: 39.99rem)");
  const coarse = useMediaQuery("(pointer: coarse)");
  const height = narrow ? 52 : coarse ? 44 : 32;
  const count = sources.reduce((sum, { ids }) => sum + ids.length, 0);
  const rows = useRows(scroller, count, height);
  const [stood, setStood] = useState<{ id: string; index: number } | null>(null);

  const at = (index: number) => {
    let left = index;
    for (const source of sources) {
      const found = source.ids[left];
      if (left < source.ids.length && found !== undefined) return { source, id: found };
      left -= source.ids.length;
    }
    return null;
  };
  // Rows may go above the one that one stands on; it is looked for only when it is no longer where it was.
  const active =
    stood && at(stood.index)?.id === stood.id ? stood.index : stood ? indexOf(sources, stood.id) : -1;
  if (stood && active === -1) setStood(null);
  else if (stood && active !== stood.index) setStood({ ...stood, index: active });
  const activeRow = active === -1 ? null : at(active);
  const activeItem = activeRow?.source.item(activeRow.id);

  const stand = (index: number) => {
    const row = at(index);
    if (!row) return;
    setStood({ id: row.id, index });
    rows.reveal(index);
  };
  const press = (action: DockAction) => {
    if (activeRow && activeItem?.actions.includes(action)) activeRow.source.act(activeRow.id, action);
  };

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const key = dockKey(event);
    if (!key || count === 0) return;
    event.preventDefault();
    if (key.do === "act") for (const action of key.actions) press(action);
    else stand(stepTo(key.step, active, count, Math.max(1, rows.end - rows.start - 9)));
  }

  /** The focus stays with the list: only then do its keys and its active row work. */
  function onMouseDown(event: MouseEvent<HTMLElement>): void {
    if (event.button !== 0 || !rowAt(event)) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
  }

  // Not before the button is up: what is told of the row moves the rows.
  function onClick(event: MouseEvent<HTMLElement>): void {
    const row = rowAt(event);
    const index = Number(row?.dataset.index);
    const found = row && at(index);
    if (found) setStood({ id: found.id, index });
  }

  const shown: number[] = [];
  for (let index = rows.start; index < rows.end; index++) shown.push(index);
  // The active row stays in the page, however far one scrolls, because the grid refers to it.
  if (active !== -1 && (active < rows.start || active >= rows.end)) shown.push(active);

  return (
    <>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label="List of transfers"
        aria-rowcount={count}
        aria-colcount={6}
        aria-activedescendant={active === -1 ? undefined : `${id}-${active}`}
        onKeyDown={onKeyDown}
        onMouseDown={onMouseDown}
        onClick={onClick}
        className="group/dock max-h-[min(12rem,35vh)] select-none overflow-y-auto overscroll-contain border-t outline-none"
      >
        <div role="rowgroup" className="relative" style={{ height: rows.total }}>
          {shown.map((index) => {
            const row = at(index);
            const item = row?.source.item(row.id);
            if (!row || !item) return null;
            return (
              <div
                key={row.id}
                role="row"
                id={`${id}-${index}`}
                data-index={index}
                aria-rowindex={index + 1}
                aria-selected={index === active}
                aria-label={`${item.key}, ${item.word}`}
                style={{ height, transform: `translateY(${rows.topOf(index)}px)` }}
                className={cn(
                  COLUMNS,
                  "absolute inset-x-0 top-0 border-line/60 border-b",
                  index === active
                    ? "bg-selected group-focus-visible/dock:outline-2 group-focus-visible/dock:outline-accent group-focus-visible/dock:-outline-offset-2"
                    : "hover:bg-hover",
                )}
              >
                <DockRow item={item} act={(action) => row.source.act(row.id, action)} />
              </div>
            );
          })}
        </div>
      </div>
      <p className="flex max-h-24 min-h-7 flex-wrap items-center gap-x-3 overflow-y-auto border-t bg-ground px-3 py-1 text-muted text-sm">
        {activeItem ? (
          activeItem.facts.map((fact) => (
            <span key={fact} className="min-w-0 break-words">
              {fact}
            </span>
          ))
        ) : (
          <span>
            {coarse
              ? "Tap a row to read all about it"
              : "Space pauses a row, Enter retries it, Delete cancels it"}
          </span>
        )}
      </p>
    </>
  );
}

const rowAt = ({ target }: MouseEvent<HTMLElement>): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;

function indexOf(sources: readonly DockSource[], id: string): number {
  let before = 0;
  for (const { ids } of sources) {
    const index = ids.indexOf(id);
    if (index !== -1) return before + index;
    before += ids.length;
  }
  return -1;
}

function stepTo(
  step: Extract<DockKey, { do: "move" }>["step"],
  from: number,
  count: number,
  page: number,
): number {
  const steps = {
    up: from - 1,
    down: from + 1,
    "page-up": from - page,
    "page-down": from + page,
    first: 0,
    last: count - 1,
  };
  return Math.max(0, Math.min(count - 1, from === -1 && step !== "last" ? 0 : steps[step]));
}
