"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { DownloadSnapshot } from "@/lib/client/downloads/download";
import type { Downloads } from "@/lib/client/downloads/downloads";
import type { Starts } from "./starts";

type Provided = {
  downloads: Downloads;
  starts: Starts;
  /** Shows which objects of a download did not arrive, and why. */
  showFailures: (id: string) => void;
};

/** Filled by DownloadsProvider. */
export const DownloadsContext = createContext<Provided | null>(null);

export function useDownloads(): Provided {
  const provided = useContext(DownloadsContext);
  if (!provided) throw new Error("useDownloads() needs a <DownloadsProvider> above it.");
  return provided;
}

/** What there is to show, anew once a frame at most. */
export function useDownloadsSnapshot(): DownloadSnapshot {
  const { subscribe, snapshot } = useDownloads().downloads;
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
