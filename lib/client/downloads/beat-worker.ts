import { BEAT_MS } from "./beat-ms";

/** Beats for its page: browsers slow down the timers of hidden tabs, and leave those of workers alone. */
const scope = globalThis as unknown as { postMessage(message: null): void };

setInterval(() => scope.postMessage(null), BEAT_MS);
