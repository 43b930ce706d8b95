import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type BucketRef, listBuckets, listConnections, listObjects, listUploads } from "./api";
import { onward } from "./next-page";
import { queryKeys } from "./query-keys";

export const connectionsQuery = () =>
  queryOptions({
    queryKey: queryKeys.connections(),
    queryFn: ({ signal }) => listConnections(signal),
    select: ({ connections }) => connections,
    staleTime: 5 * 60_000,
  });

export const bucketsQuery = (connection: string) =>
  queryOptions({
    queryKey: queryKeys.buckets(connection),
    queryFn: ({ signal }) => listBuckets(connection, signal),
    staleTime: 60_000,
  });

/** The pages below a prefix, loaded one after the other as one scrolls. */
export const objectsQuery = (at: BucketRef, prefix: string) =>
  infiniteQueryOptions({
    queryKey: queryKeys.objects(at.connection, at.bucket, prefix),
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? { prefix } : { prefix, cursor: pageParam };
      return onward(await listObjects(at, query, signal), pageParam);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  });

/** What was begun in a bucket and never ended. It changes with every upload, so nothing of it is kept. */
export const uploadsQuery = (at: BucketRef) =>
  infiniteQueryOptions({
    queryKey: queryKeys.uploads(at.connection, at.bucket),
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? { prefix: "" } : { prefix: "", cursor: pageParam };
      return onward(await listUploads(at, query, signal), pageParam);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    gcTime: 0,
    staleTime: 0,
  });
