// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as one scrolls stand free; a table cannot hold them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row.
import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { COLUMNS } from "./object-row";

const cell = "truncate font-medium";

export function GridHeader(props: { all: boolean; some: boolean; onToggleAll?: () => void }) {
  const box = useId();
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={cn(COLUMNS, "sticky top-0 z-10 h-8 border-b bg-surface text-muted text-sm")}
    >
      <div role="columnheader" className="flex justify-center">
        {props.onToggleAll && (
          <label htmlFor={box} className="flex size-8 items-center justify-center">
            <Checkbox
              id={box}
              aria-label="Select all loaded rows"
              tabIndex={-1}
              checked={props.all}
              ref={(input) => {
                if (input) input.indeterminate = props.some && !props.all;
              }}
              onChange={props.onToggleAll}
              className="pointer-coarse:size-4.5"
            />
          </label>
        )}
      </div>
      <div role="columnheader" className={cell}>
        Name
      </div>
      <div role="columnheader" className={cn(cell, "pr-4 text-right max-sm:hidden")}>
        Size
      </div>
      <div role="columnheader" className={cn(cell, "max-sm:hidden")}>
        Modified
      </div>
      <div role="columnheader" className={cn(cell, "max-lg:hidden")}>
        Storage class
      </div>
      <div role="columnheader">
        <span className="sr-only">Actions</span>
      </div>
    </div>
  );
}
