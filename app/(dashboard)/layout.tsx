import type { ReactNode } from "react";
import { QueryProvider } from "@/components/shell/query-provider";
import { Shell } from "@/components/shell/shell";
import { currentActor } from "@/lib/server/auth/require-actor";

/** Frames the pages; each page gates itself, because only it knows where to come back to. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  return (
    <QueryProvider>
      <Shell user={actor?.name ?? "nobody"}>{children}</Shell>
    </QueryProvider>
  );
}
