"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { browserDeps } from "@/lib/client/transfers/browser";
import { losesWork } from "@/lib/client/transfers/leaving";
import { createTransfers } from "@/lib/client/transfers/transfers";
import { ConflictDialog } from "./conflict-dialog";
import { CorsDialog } from "./cors-dialog";
import { createListingRefresher } from "./refresh-listing";
import { SettingsProvider, useStoredSettings } from "./settings-context";
import { TransfersContext } from "./use-transfers";

/** Keeps uploads going while people move about in the app; their questions appear wherever one is. */
export function TransfersProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [transfers] = useState(() => createTransfers(browserDeps(createListingRefresher(client))));

  const settings = useStoredSettings(transfers.setSettings);

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (losesWork(transfers.snapshot())) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [transfers]);

  return (
    <TransfersContext value={transfers}>
      <SettingsProvider value={settings}>
        {children}
        <ConflictDialog />
        <CorsDialog />
      </SettingsProvider>
    </TransfersContext>
  );
}
