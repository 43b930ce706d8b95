"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Resumption } from "@/lib/client/transfers/browser-transfers";
import type { InterruptedSnapshot } from "@/lib/client/transfers/resume/interrupted-list";

/** Filled by TransfersProvider. */
export const ResumptionContext = createContext<Resumption | null>(null);

export function useResumption(): Resumption {
  const resumption = useContext(ResumptionContext);
  if (!resumption) throw new Error("useResumption() needs a <TransfersProvider> above it.");
  return resumption;
}

/** The interrupted uploads that this browser knows of, as they are shown. */
export function useInterruptedSnapshot(): InterruptedSnapshot {
  const { subscribe, snapshot } = useResumption();
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
