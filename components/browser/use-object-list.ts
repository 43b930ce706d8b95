"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { BucketRef } from "@/lib/client/api";
import { toEntries } from "@/lib/client/entries";
import { objectsQuery } from "@/lib/client/queries";
import { queryKeys } from "@/lib/client/query-keys";
import { AppError } from "@/lib/errors";

/** The rows below a prefix, page after page, and how far they have come. */
export function useObjectList(at: BucketRef, prefix: string) {
  const client = useQueryClient();
  const query = useInfiniteQuery(objectsQuery(at, prefix));
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = query;
  const [loadingAll, setLoadingAll] = useState(false);
  const live = useRef(true);
  useEffect(() => {
    live.current = true;
    return () => {
      live.current = false;
    };
  }, []);

  const idle = hasNextPage && !isFetching && !isFetchNextPageError;
  const loadMore = useCallback(() => {
    if (idle) void fetchNextPage();
  }, [idle, fetchNextPage]);
  useEffect(() => {
    if (loadingAll && idle) void fetchNextPage();
    if (loadingAll && (!hasNextPage || isFetchNextPageError)) setLoadingAll(false);
  }, [loadingAll, idle, hasNextPage, isFetchNextPageError, fetchNextPage]);

  const refresh = () => {
    // A cursor that the server no longer takes cannot be repeated: then the list begins anew.
    const stale = query.error instanceof AppError && query.error.code === "invalid_cursor";
    if (stale)
      void client.resetQueries({
        queryKey: queryKeys.objects(at.connection, at.bucket, prefix),
        exact: true,
      });
    else void query.refetch({ cancelRefetch: true });
  };

  return {
    entries: toEntries(query.data?.pages ?? [], prefix),
    allowed: query.data?.pages[0]?.allowed ?? [],
    loaded: query.data !== undefined,
    complete: query.data !== undefined && !hasNextPage,
    fetching: isFetching,
    fetchingMore: query.isFetchingNextPage,
    failure: query.error ?? (isFetching ? query.failureReason : null),
    loadMore,
    loadingAll,
    setLoadingAll,
    refresh,
    retry: () => (isFetchNextPageError && query.error ? retryNext() : refresh()),
  };

  function retryNext() {
    if (query.error instanceof AppError && query.error.code === "invalid_cursor") refresh();
    else void fetchNextPage();
  }
}
