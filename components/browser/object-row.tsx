// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls stand free; a table cannot hold them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row.
import { Ellipsis } from "lucide-react";
import { memo } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { type Entry, entryLabel } from "@/lib/client/entries";
import { formatBytes, formatTime } from "@/lib/client/format";
import { EntryIcon } from "./entry-icon";
import { EntryName } from "./entry-name";

/** The columns of the header and of every row. */
export const COLUMNS =
  "grid grid-cols-[2.75rem_minmax(0,1fr)_2.5rem] items-center sm:grid-cols-[2rem_minmax(0,1fr)_5.5rem_10.5rem_2.5rem] lg:grid-cols-[2rem_minmax(0,1fr)_6rem_10.5rem_9rem_2.5rem]";

type Props = {
  id: string;
  entry: Entry;
  href: string;
  index: number;
  top: number;
  selected: boolean;
  active: boolean;
  /** A file can be dragged out of the browser by its name. */
  draggable: boolean;
  /** Several are chosen, so every row shows its checkbox. */
  choosing: boolean;
};

/** One entry. It has no handlers of its own: the grid listens once for all rows. */
export const ObjectRow = memo(function ObjectRow({ entry, index, ...props }: Props) {
  const label = entryLabel(entry);
  const object = entry.kind === "object" ? entry.object : null;
  return (
    <div
      role="row"
      id={props.id}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={props.selected}
      aria-label={label}
      style={{ transform: `translateY(${props.top}px)` }}
      className={cn(
        COLUMNS,
        "group/row absolute inset-x-0 top-0 h-13 border-b border-line/60 sm:h-8",
        props.selected ? "bg-selected" : "hover:bg-hover",
        props.active &&
          "group-focus-visible/grid:outline-2 group-focus-visible/grid:outline-accent group-focus-visible/grid:-outline-offset-2",
      )}
    >
      <div role="gridcell" className="flex h-full items-center justify-center" data-part="check">
        <Checkbox
          tabIndex={-1}
          readOnly
          checked={props.selected}
          aria-label={`Select ${label}`}
          className={cn(
            "pointer-events-none pointer-coarse:size-4.5",
            !props.selected &&
              !props.choosing &&
              "opacity-0 group-hover/row:opacity-100 pointer-coarse:opacity-100",
          )}
        />
      </div>
      <div role="gridcell" className="flex min-w-0 items-center gap-2">
        <EntryIcon entry={entry} />
        <span className="min-w-0 flex-1">
          <a
            href={props.href}
            tabIndex={-1}
            draggable={props.draggable && object !== null}
            title={label}
            className="block truncate outline-none"
          >
            <EntryName name={entry.name} />
          </a>
          {object && (
            <span className="block truncate text-muted text-sm tabular-nums sm:hidden">
              {formatBytes(object.size)} · {formatTime(object.modified)}
            </span>
          )}
        </span>
      </div>
      <div role="gridcell" className="truncate pr-4 text-right text-muted tabular-nums max-sm:hidden">
        {object && formatBytes(object.size)}
      </div>
      <div role="gridcell" className="truncate text-muted tabular-nums max-sm:hidden">
        {object && formatTime(object.modified)}
      </div>
      <div role="gridcell" className="truncate text-muted text-sm max-lg:hidden">
        {object?.storageClass}
      </div>
      <div role="gridcell" className="flex items-center justify-center">
        <button
          type="button"
          tabIndex={-1}
          data-part="menu"
          aria-label={`Actions for ${label}`}
          className="flex size-6 items-center justify-center rounded-sm text-muted opacity-0 hover:bg-press hover:text-text group-hover/row:opacity-100 pointer-coarse:size-10 pointer-coarse:opacity-100"
        >
          <Ellipsis aria-hidden className="size-4" />
        </button>
      </div>
    </div>
  );
});
