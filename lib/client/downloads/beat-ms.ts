/** A browser ends a service worker that hears nothing for half a minute. */
export const BEAT_MS = 10_000;
