import type { ReactNode } from "react";
import { DownloadsProvider } from "@/components/downloads/downloads-provider";
import { QueryProvider } from "@/components/shell/query-provider";
import { Shell } from "@/components/shell/shell";
import { TransferDock } from "@/components/transfers/transfer-dock";
import { TransfersProvider } from "@/components/transfers/transfers-provider";
import { currentActor } from "@/lib/server/auth/require-actor";

/** Frames the pages; each page gates itself, because only it knows where to come back to. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  return (
    <QueryProvider>
      <TransfersProvider actor={actor?.id ?? null}>
        <DownloadsProvider>
          <Shell user={actor?.name ?? "nobody"} dock={<TransferDock />}>
            {children}
          </Shell>
        </DownloadsProvider>
      </TransfersProvider>
    </QueryProvider>
  );
}
