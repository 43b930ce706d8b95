"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Snapshot } from "@/lib/client/transfers/transfer";
import type { Transfers } from "@/lib/client/transfers/transfers";

/** Filled by TransfersProvider. */
export const TransfersContext = createContext<Transfers | null>(null);

export function useTransfers(): Transfers {
  const transfers = useContext(TransfersContext);
  if (!transfers) throw new Error("useTransfers() needs a <TransfersProvider> above it.");
  return transfers;
}

/** What there is to show, anew five times a second at most. */
export function useTransfersSnapshot(): Snapshot {
  const { subscribe, snapshot } = useTransfers();
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
