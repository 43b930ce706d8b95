import "server-only";
import { setMaxListeners } from "node:events";

/**
 * A signal that ends with `signal`, or after so many milliseconds.
 * Not `AbortSignal.any([signal, AbortSignal.timeout(…)])`: Node 20's garbage collector takes the timeout away, and it never fires.
 */
export function withDeadline(signal: AbortSignal, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  // A batch waits for many answers at once; more than ten are no leak here.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(
    () => controller.abort(new DOMException("It took too long.", "TimeoutError")),
    milliseconds,
  );
  timer.unref();
  const follow = () => {
    clearTimeout(timer);
    controller.abort(signal.reason);
  };
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow, { once: true });
  return controller.signal;
}

/** What `promise` gives, or the signal's reason as soon as it ends: some work (fetching credentials) listens to no signal. */
export async function beforeEnd<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Whoever no longer waits for it must not be told of its failure as one that nobody caught.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}
