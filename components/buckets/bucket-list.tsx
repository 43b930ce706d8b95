"use client";

import { useQuery } from "@tanstack/react-query";
import { Cylinder, RefreshCw, SearchX } from "lucide-react";
import { useState } from "react";
import { FailureView } from "@/components/shell/failure-view";
import { PageHeader } from "@/components/shell/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { bucketsQuery, connectionsQuery } from "@/lib/client/queries";
import { pages } from "@/lib/routes";
import { BucketTable } from "./bucket-table";
import { OpenBucket } from "./open-bucket";
import { RowsSkeleton } from "./rows-skeleton";
import { storePlace } from "./store-place";

/** From so many on, a list wants a filter. */
const MANY = 8;

export function BucketList({ connection }: { connection: string }) {
  const connections = useQuery(connectionsQuery());
  const buckets = useQuery(bucketsQuery(connection));
  const [filter, setFilter] = useState("");
  const about = connections.data?.find(({ id }) => id === connection);
  const failure = buckets.data ? null : (buckets.error ?? buckets.failureReason);
  const all = buckets.data?.buckets ?? [];
  const shown = all.filter(({ name }) => name.includes(filter.trim().toLowerCase()));

  return (
    <>
      <PageHeader
        title={about?.name ?? connection}
        note={about ? `${storePlace(about)} · ${about.region}` : "\u00a0"}
      >
        {all.length >= MANY && (
          <Input
            type="search"
            aria-label="Filter buckets"
            placeholder="Filter buckets"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="w-48"
          />
        )}
        <IconButton label="Refresh" disabled={buckets.isFetching} onClick={() => void buckets.refetch()}>
          <RefreshCw aria-hidden className={buckets.isFetching ? "animate-spin" : ""} />
        </IconButton>
      </PageHeader>
      {failure ? (
        <FailureView
          error={failure}
          retrying={buckets.isFetching}
          onRetry={() => void buckets.refetch({ cancelRefetch: true })}
          back={{ href: pages.home(), label: "All connections" }}
        />
      ) : !buckets.data ? (
        <RowsSkeleton label="Loading buckets" />
      ) : (
        <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
          {!buckets.data.complete && <OpenBucket connection={connection} />}
          {shown.length > 0 ? (
            <BucketTable connection={connection} buckets={shown} />
          ) : all.length > 0 ? (
            <EmptyState icon={SearchX} title="No bucket of that name">
              None of the {all.length} buckets contains “{filter.trim()}”.
            </EmptyState>
          ) : (
            <EmptyState icon={Cylinder} title="No buckets to list">
              {buckets.data.complete
                ? "This store has no bucket that you may see. Create one with the store's own tools, or ask for a grant."
                : "These credentials may not list buckets. Open one by its name above."}
            </EmptyState>
          )}
        </div>
      )}
    </>
  );
}
