"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Server } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { FailureView } from "@/components/shell/failure-view";
import { PageHeader } from "@/components/shell/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { connectionsQuery } from "@/lib/client/queries";
import { pages } from "@/lib/routes";
import { RowsSkeleton } from "./rows-skeleton";
import { storePlace } from "./store-place";
import { useLanding } from "./use-landing";

/** The way in. Who has one connection is taken straight to it. */
export function ConnectionList() {
  const router = useRouter();
  const connections = useQuery(connectionsQuery());
  const only = connections.data?.length === 1 ? connections.data[0]?.id : undefined;
  useEffect(() => {
    if (only) router.replace(pages.connection(only));
  }, [only, router]);

  const list = useRef<HTMLUListElement>(null);
  useLanding(list, connections.data !== undefined && !only);

  const failure = connections.data ? null : (connections.error ?? connections.failureReason);
  if (failure)
    return (
      <>
        <PageHeader title="Connections" />
        <FailureView
          error={failure}
          retrying={connections.isFetching}
          onRetry={() => void connections.refetch({ cancelRefetch: true })}
        />
      </>
    );
  if (connections.data?.length === 0)
    return (
      <EmptyState heading="h1" icon={Server} title="No connections">
        You may not see any bucket yet. Ask your administrator for a grant; connections and grants are written
        in Cooper's configuration.
      </EmptyState>
    );
  return (
    <>
      <PageHeader title="Connections" />
      {!connections.data || only ? (
        <RowsSkeleton label="Loading connections" />
      ) : (
        <ul ref={list} className="overflow-y-auto">
          {connections.data.map(({ id, name, region, ...rest }) => (
            <li key={id} className="border-b">
              <Link
                href={pages.connection(id)}
                className="flex min-h-11 items-center gap-3 px-4 py-1.5 hover:bg-hover focus-visible:-outline-offset-2"
              >
                <Server aria-hidden className="size-4 shrink-0 text-muted" />
                <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                <span className="truncate text-muted max-sm:hidden">{storePlace(rest)}</span>
                <span className="w-28 shrink-0 truncate text-muted">{region}</span>
                <ChevronRight aria-hidden className="size-4 text-faint" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
