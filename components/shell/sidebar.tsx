"use client";

import { useQuery } from "@tanstack/react-query";
import { useParams } from "next/navigation";
import { Skeleton } from "@/components/ui/skeleton";
import { describeFailure } from "@/lib/client/failure";
import { connectionsQuery } from "@/lib/client/queries";
import { SidebarConnection } from "./sidebar-connection";

/** Connections with their buckets. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const { connection: current } = useParams<{ connection?: string }>();
  const connections = useQuery(connectionsQuery());
  const failure = connections.data ? null : (connections.error ?? connections.failureReason);
  return (
    <nav aria-label="Buckets" className="flex h-full min-h-0 flex-col gap-2 overflow-y-auto p-2">
      {connections.isPending && !failure && (
        <div className="flex flex-col gap-3 p-2">
          <Skeleton className="w-24" />
          <Skeleton className="w-36" />
          <Skeleton className="w-32" />
        </div>
      )}
      {failure && <p className="p-2 text-muted text-sm">{describeFailure(failure).title}.</p>}
      {connections.data?.map((connection) => (
        <SidebarConnection
          key={connection.id}
          connection={connection}
          startOpen={connection.id === current || connections.data.length <= 3}
          {...(onNavigate && { onNavigate })}
        />
      ))}
    </nav>
  );
}
