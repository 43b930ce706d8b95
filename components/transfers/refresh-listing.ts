import type { QueryClient } from "@tanstack/react-query";
import type { BucketRef } from "@/lib/client/api";
import { queryKeys } from "@/lib/client/query-keys";

const PAUSE_MS = { FIRST: 1000, LONGEST: 5000 };

/**
 * Has listings of a bucket read again as files arrive there: at once for the first, then after a second, and less often
 * the longer they come.
 */
export function createListingRefresher(client: QueryClient): (ref: BucketRef) => void {
  const waiting = new Map<string, { again: boolean }>();

  function refresh({ connection, bucket }: BucketRef, pause = PAUSE_MS.FIRST): void {
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
      if (state.again) refresh({ connection, bucket }, Math.min(pause * 2, PAUSE_MS.LONGEST));
    }, pause);
  }

  return (ref) => refresh(ref);
}
