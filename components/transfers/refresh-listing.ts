import type { QueryClient } from "@tanstack/react-query";
import type { BucketRef } from "@/lib/client/api";
import { queryKeys } from "@/lib/client/query-keys";

const EVERY_MS = 1000;

/** Has listings of a bucket read again as files arrive there: at once for the first, then once a second at most. */
export function createListingRefresher(client: QueryClient): (ref: BucketRef) => void {
  const waiting = new Map<string, { again: boolean }>();

  function refresh({ connection, bucket }: BucketRef): void {
    const queryKey = queryKeys.bucketObjects(connection, bucket);
    const name = JSON.stringify(queryKey);
    const pending = waiting.get(name);
    if (pending) {
      pending.again = true;
      return;
    }
    const state = { again: false };
    waiting.set(name, state);
    void client.invalidateQueries({ queryKey });
    setTimeout(() => {
      waiting.delete(name);
      if (state.again) refresh({ connection, bucket });
    }, EVERY_MS);
  }

  return refresh;
}
