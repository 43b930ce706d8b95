"use client";

import { type RefObject, useEffect, useState } from "react";
import { type Rows, rowsInSight, scrollTopFor } from "@/lib/client/rows";

/** Which of many rows of one height a scrolling element shows: the same work for ten of them and for a million. */
export function useRows(scroller: RefObject<HTMLElement | null>, count: number, height: number) {
  const [place, setPlace] = useState({ top: 0, view: 0 });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => {
      const { scrollTop: top, clientHeight: view } = element;
      setPlace((old) => (old.top === top && old.view === view ? old : { top, view }));
    };
    read();
    element.addEventListener("scroll", read, { passive: true });
    const watch = new ResizeObserver(read);
    watch.observe(element);
    return () => {
      element.removeEventListener("scroll", read);
      watch.disconnect();
    };
  }, [scroller]);

  const rows: Rows = rowsInSight({ count, height, ...place });
  return {
    ...rows,
    reveal(index: number): void {
      const element = scroller.current;
      if (!element) return;
      const { scrollTop: top, clientHeight: view } = element;
      element.scrollTop = scrollTopFor(index, { count, height, top, view });
    },
  };
}
