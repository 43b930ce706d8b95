"use client";

import { type RefObject, useEffect } from "react";
import { land } from "@/lib/client/landing";

/** Takes the focus to the first link of a list, once the list is there. */
export function useLanding(list: RefObject<HTMLElement | null>, there: boolean): void {
  useEffect(() => {
    if (there) land(list.current?.querySelector("a"));
  }, [there, list]);
}
