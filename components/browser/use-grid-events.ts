"use client";

import {
  type DragEvent,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useRef,
  useState,
} from "react";
import type { BucketRef } from "@/lib/client/api";
import { dragOutData } from "@/lib/client/drag-out";
import type { Entry } from "@/lib/client/entries";
import { gridCommand } from "@/lib/client/grid-command";
import {
  choose,
  chooseAll,
  chooseNone,
  extend,
  type ListSelection,
  step,
  toggle,
} from "@/lib/client/selection";

type Props = {
  at: BucketRef;
  entries: readonly Entry[];
  selection: ListSelection;
  onSelection: (selection: ListSelection) => void;
  onOpen: (entry: Entry) => void;
  onUp: () => void;
  onDelete: () => void;
  /** A dialog is open, or about to: keys that still arrive here are meant for it. */
  asking: boolean;
  pageRows: () => number;
  reveal: (index: number) => void;
};

/** What mouse, finger and keyboard do in the list. One listener serves all rows, which say by `data-index` who they are. */
export function useGridEvents(props: Props) {
  const { entries, selection, onSelection } = props;
  const [menuOf, setMenuOf] = useState<"rows" | "folder">("rows");
  const pointer = useRef("mouse");
  const ids = () => entries.map((entry) => entry.id);

  const openMenuAt = (element: Element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const small = width < 100;
    const clientX = left + (small ? width / 2 : 48);
    const clientY = top + height / 2;
    element.dispatchEvent(
      new window.MouseEvent("contextmenu", { bubbles: true, cancelable: true, button: 2, clientX, clientY }),
    );
  };

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const hit = hitOf(event, entries);
    if (!hit) return;
    // The link in a row is there for the middle button and for new tabs; a plain click chooses.
    event.preventDefault();
    const { id } = hit.entry;
    if (hit.part === "menu") openMenuAt(hit.element);
    else if (hit.part === "check" && !event.shiftKey) onSelection(toggle(selection, id));
    else if (event.shiftKey) onSelection(extend(selection, ids(), id, event.ctrlKey || event.metaKey));
    else if (event.ctrlKey || event.metaKey) onSelection(toggle(selection, id));
    else if (pointer.current !== "touch") onSelection(choose(id));
    else if (selection.chosen.size > 0) onSelection(toggle(selection, id));
    else if (hit.entry.kind === "prefix") props.onOpen(hit.entry);
    else openMenuAt(hit.element);
  };

  const onDoubleClick = (event: MouseEvent<HTMLElement>) => {
    const hit = hitOf(event, entries);
    if (hit?.part === "name" && pointer.current !== "touch") props.onOpen(hit.entry);
  };

  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    const hit = hitOf(event, entries);
    setMenuOf(hit ? "rows" : "folder");
    if (hit && !selection.chosen.has(hit.entry.id)) onSelection(choose(hit.entry.id));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const command = gridCommand(event);
    if (!command || event.defaultPrevented || props.asking) return;
    event.preventDefault();
    const activeAt = entries.findIndex((entry) => entry.id === selection.active);
    const active = entries[activeAt];
    if (command.do === "move") {
      const all = ids();
      const to = step(all, selection.active, command.step, props.pageRows());
      if (to === null) return;
      onSelection(command.extend ? extend(selection, all, to, command.keep) : choose(to));
      props.reveal(all.indexOf(to));
    } else if (command.do === "all") onSelection(chooseAll(selection, ids()));
    else if (command.do === "none") onSelection(chooseNone(selection));
    else if (command.do === "up") props.onUp();
    else if (command.do === "delete") props.onDelete();
    else if (command.do === "toggle" && active) onSelection(toggle(selection, active.id));
    else if (command.do === "open" && active) props.onOpen(active);
    else if (command.do === "menu") {
      const row = event.currentTarget.querySelector(`[data-index="${activeAt}"]`);
      if (row && active) openMenuAt(row);
    }
  };

  const onPointerDown = (event: PointerEvent) => {
    pointer.current = event.pointerType;
  };

  // The focus belongs to the grid, never to a link or a button within a row: only then do its keys and its active row work.
  const onMouseDown = (event: MouseEvent<HTMLElement>) => {
    if (event.button === 1 || !hitOf(event, entries)) return;
    // Only where the browser itself handles the press can a drag begin of it.
    if (!isDragHandle(event.target)) event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const grid = event.currentTarget;
    // Later: a press whose focus is taken away at once begins no drag.
    if (isDragHandle(event.target)) setTimeout(() => grid.focus({ preventScroll: true }));
  };

  const onDragStart = (event: DragEvent<HTMLElement>) => {
    const hit = hitOf(event, entries);
    const data = hit && dragOutData(props.at, hit.entry, window.location.origin);
    // Of several rows there is no one file to hand over.
    const several = hit && selection.chosen.size > 1 && selection.chosen.has(hit.entry.id);
    if (!data || several) return event.preventDefault();
    event.dataTransfer.effectAllowed = "copy";
    event.dataTransfer.setData("DownloadURL", data);
  };

  return {
    menuOf,
    handlers: {
      onClick,
      onDoubleClick,
      onContextMenu,
      onKeyDown,
      onPointerDown,
      onMouseDown,
      onFocus,
      onDragStart,
    },
  };
}

const isDragHandle = (target: EventTarget): boolean =>
  target instanceof Element && target.closest("a[draggable=true]") !== null;

function hitOf(event: MouseEvent<HTMLElement>, entries: readonly Entry[]) {
  if (!(event.target instanceof Element)) return null;
  const row = event.target.closest<HTMLElement>("[data-index]");
  const entry = entries[Number(row?.dataset.index)];
  if (!row || !entry) return null;
  const part = event.target.closest<HTMLElement>("[data-part]");
  return { entry, element: part?.dataset.part === "menu" ? part : row, part: part?.dataset.part ?? "name" };
}
