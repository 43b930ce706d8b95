import "server-only";

type Stopping = { begun: boolean; streams: AbortController };

// Each bundle of Next has its own instance of this module; the process is one for all of them.
const KEY = Symbol.for("cooper.stopping");
const shared = globalThis as typeof globalThis & { [KEY]?: Stopping };
const stopping = (): Stopping => {
  shared[KEY] ??= { begun: false, streams: new AbortController() };
  return shared[KEY];
};

/** Whether this process was told to end: it answers what it is asked, but balancers shall send nobody here any more. */
export const isStopping = (): boolean => stopping().begun;

/** Ends when answers that stream must come to their end. */
export const streamsEnd = (): AbortSignal => stopping().streams.signal;

export function beginStopping(): void {
  stopping().begun = true;
}

export function endStreams(): void {
  stopping().streams.abort();
}

/** Forgets that it all ends, for the next test. */
export function resetStoppingForTest(): void {
  delete shared[KEY];
}
