"use client";

import { useSearchParams } from "next/navigation";
import { useState } from "react";
import type { BucketRef } from "@/lib/client/api";
import { pages } from "@/lib/routes";

/** Where one stood in a folder: how far down, and on which row. */
export type Place = { offset: number; active: string | null };

/**
 * The folder that the address names. Going to another one changes the address without asking the server for a page:
 * the list itself is read from the API, and reloading or going back finds the same folder.
 */
export function useFolder({ connection, bucket }: BucketRef) {
  const prefix = useSearchParams().get("prefix") ?? "";
  const [places] = useState(() => new Map<string, Place>());

  const go = (to: string) => {
    if (to === prefix) return;
    // Going up, one stands on the folder that one came from.
    if (prefix.startsWith(to)) {
      const next = prefix.slice(0, prefix.indexOf("/", to.length) + 1);
      places.set(to, { offset: places.get(to)?.offset ?? 0, active: `p:${next}` });
    } else places.delete(to);
    window.history.pushState(null, "", pages.bucket(connection, bucket, to));
  };

  return { prefix, go, places };
}
