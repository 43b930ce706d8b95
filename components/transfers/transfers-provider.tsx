"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { createBrowserTransfers } from "@/lib/client/transfers/browser-transfers";
import { losesWork } from "@/lib/client/transfers/leaving";
import { ConflictDialog } from "./conflict-dialog";
import { CorsDialog } from "./cors-dialog";
import { createListingRefresher } from "./refresh-listing";
import { SettingsProvider, useStoredSettings } from "./settings-context";
import { ResumptionContext } from "./use-resumption";
import { TransfersContext } from "./use-transfers";

/** Keeps uploads going while people move about in the app; their questions appear wherever one is. */
export function TransfersProvider({ actor, children }: { actor: string | null; children: ReactNode }) {
  const client = useQueryClient();
  const [{ transfers, resumption }] = useState(() =>
    createBrowserTransfers(actor, createListingRefresher(client)),
  );

  const settings = useStoredSettings(transfers.setSettings);

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (losesWork(transfers.snapshot())) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [transfers]);

  useEffect(() => {
    const load = () => {
      if (document.visibilityState === "visible") void resumption.load();
    };
    load();
    document.addEventListener("visibilitychange", load);
    return () => document.removeEventListener("visibilitychange", load);
  }, [resumption]);

  return (
    <TransfersContext value={transfers}>
      <ResumptionContext value={resumption}>
        <SettingsProvider value={settings}>
          {children}
          <ConflictDialog />
          <CorsDialog />
        </SettingsProvider>
      </ResumptionContext>
    </TransfersContext>
  );
}
