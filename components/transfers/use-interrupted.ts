"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Interrupted } from "@/lib/client/transfers/resume/interrupted";
import type { InterruptedSnapshot } from "@/lib/client/transfers/resume/interrupted-list";

/** Filled by TransfersProvider. */
export const InterruptedContext = createContext<Interrupted | null>(null);

export function useInterrupted(): Interrupted {
  const interrupted = useContext(InterruptedContext);
  if (!interrupted) throw new Error("useInterrupted() needs a <TransfersProvider> above it.");
  return interrupted;
}

/** Uploads of before, as they are shown. */
export function useInterruptedSnapshot(): InterruptedSnapshot {
  const { subscribe, snapshot } = useInterrupted();
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
