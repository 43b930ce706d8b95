import type { Deps } from "@/lib/client/transfers/deps";

/** The surroundings of the work: a worker's or a test's. */
export type Env = Pick<Deps, "clock" | "random" | "network"> & { fetch: typeof fetch };

/** What one run shares: how it is stopped, held, and how it says what it waits for. */
export type Run = {
  env: Env;
  signal: AbortSignal;
  /** Ends all of it at once, for this reason. */
  end(reason: unknown): void;
  note(text: string | null): void;
};
