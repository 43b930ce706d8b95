import { QueryClient } from "@tanstack/react-query";
import { isPassing, retryDelay } from "./failure";

/** The browser's memory of what it has read. What may pass by itself is tried until it has passed; nothing else is repeated. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        // The browser's own idea of being online is wrong on isolated networks; the request itself knows.
        networkMode: "always",
        retry: (_failures, error) => isPassing(error),
        retryDelay,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
