import { AppError, type ErrorCode } from "@/lib/errors";
import { backoffMs } from "./backoff";
import type { Deps } from "./deps";
import { SIGN_IN } from "./session";
import { TransferFailure } from "./transfer";

/** For how long Cooper or S3 may be away before a transfer gives up. */
export const PATIENCE_MS = 10 * 60_000;

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "rate_limited",
  "internal",
  "s3_error",
  "s3_unreachable",
  "s3_busy",
  "unavailable",
  "s3_timeout",
]);
/** These end by themselves (a restart, a busy store); of the others, a fifth time is no different from the first. */
const AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "rate_limited",
  "s3_unreachable",
  "s3_busy",
  "unavailable",
  "s3_timeout",
]);
const MAX_TRIES = 5;
export const OFFLINE = "This browser is offline. It goes on by itself.";

/** Whether the same call may well succeed later. */
export const isPassing = (error: AppError): boolean => PASSING.has(error.code);

/** Calls Cooper's API until it answers for good. `onWait` hears what is waited for. */
export async function patiently<T>(
  deps: Pick<Deps, "clock" | "random" | "network">,
  call: () => Promise<T>,
  signal: AbortSignal,
  onWait: (note: string | null) => void,
): Promise<T> {
  // What was waited on purpose: while a lid was closed, nobody waited.
  let waited = 0;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      const result = await call();
      if (attempt > 0) onWait(null);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || !isPassing(error)) throw error;
      const away = AWAY.has(error.code);
      if (away ? waited > PATIENCE_MS : attempt + 1 >= MAX_TRIES) throw error;
      const offline = !deps.network.online();
      const ms = backoffMs(attempt, deps.random, error.retryAfter ?? null);
      onWait(offline ? OFFLINE : `${error.message} Next try in ${Math.ceil(ms / 1000)} s.`);
      await pause(deps, ms, signal);
      waited = offline ? 0 : waited + ms;
    }
  }
}

/** Waits, and, while the browser is offline, until it is not. Coming online ends the wait early. */
export async function pause(
  { clock, network }: Pick<Deps, "clock" | "network">,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const early = new AbortController();
  const stop = () => early.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const off = network.onOnline(() => early.abort());
  try {
    await clock.sleep(network.online() ? ms : PATIENCE_MS * 60, early.signal);
  } catch (error) {
    // Back online is the one reason to wake that is no end.
    if (signal.aborted) throw error;
  } finally {
    off();
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
}

/** What a transfer shows when Cooper's API said no. */
export function failureOf(error: unknown): TransferFailure {
  if (error instanceof TransferFailure) return error;
  if (!(error instanceof AppError)) {
    const message = error instanceof Error ? error.message : String(error);
    return new TransferFailure("refused", `Something unexpected went wrong: ${message}`, { cause: error });
  }
  if (isPassing(error)) return new TransferFailure("unavailable", error.message, { cause: error });
  if (error.code === "unauthenticated") return new TransferFailure("signed-out", SIGN_IN, { cause: error });
  // What cannot be seen just now (`not_found`) may be there again in a minute.
  const gone = error.code === "upload_gone" || error.code === "invalid_ticket";
  return new TransferFailure(gone ? "gone" : "refused", error.message, { cause: error });
}
