"use client";
"use no memo";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Snapshot } from "@/lib/client/transfers/transfer";
import { TransferRow } from "./transfer-row";

const ROW = 41;

/** The transfers in sight, however many there are. The virtualizer changes in place, which the compiler must not memoise away. */
export function TransferList({ snapshot: { ids, get } }: { snapshot: Snapshot }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
  });
  return (
    <div
      ref={scroller}
      className="max-h-[min(10.3rem,35vh)] overflow-y-auto border-t"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const transfer = get(ids[index] ?? "");
          return (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={ids.length}
              aria-posinset={index + 1}
              className="absolute top-0 left-0 w-full border-b last:border-b-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {transfer && <TransferRow transfer={transfer} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
