"use client";

import { type ReactNode, useEffect, useState } from "react";
import { browserDownloadDeps } from "@/lib/client/downloads/browser";
import { createDownloads } from "@/lib/client/downloads/downloads";
import { readUrls } from "@/lib/client/read-urls";
import { CappedDialog } from "./capped-dialog";
import { ExistingDialog } from "./existing-dialog";
import { FailuresDialog } from "./failures-dialog";
import { type Capped, startsOf } from "./starts";
import { DownloadsContext } from "./use-downloads";

/** Keeps downloads going while people move about in the app; their questions appear wherever one is. */
export function DownloadsProvider({ children }: { children: ReactNode }) {
  const [downloads] = useState(() => createDownloads(browserDownloadDeps(readUrls)));
  const [capped, setCapped] = useState<Capped | null>(null);
  const [failuresOf, setFailuresOf] = useState<string | null>(null);
  const [starts] = useState(() => startsOf(downloads, setCapped));

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (downloads.snapshot().totals.unfinished > 0) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [downloads]);

  return (
    <DownloadsContext value={{ downloads, starts, showFailures: setFailuresOf }}>
      {children}
      <CappedDialog capped={capped} onClose={() => setCapped(null)} />
      <ExistingDialog />
      <FailuresDialog of={failuresOf} onClose={() => setFailuresOf(null)} />
    </DownloadsContext>
  );
}
