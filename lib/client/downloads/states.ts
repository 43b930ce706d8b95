/** The states of a download and the only ways between them; `downloads.ts` explains them. */
const TRANSITIONS = {
  listing: ["running", "paused", "failed", "cancelled"],
  running: ["asking", "paused", "finishing", "failed", "cancelled"],
  asking: ["running", "failed", "cancelled"],
  paused: ["listing", "running", "failed", "cancelled"],
  finishing: ["done", "failed", "cancelled"],
  failed: ["listing", "running", "cancelled"],
  cancelled: ["listing", "running"],
  done: ["running"],
} as const satisfies Record<string, readonly string[]>;

export type DownloadState = keyof typeof TRANSITIONS;

export function canMove(from: DownloadState, to: DownloadState): boolean {
  return (TRANSITIONS[from] as readonly string[]).includes(to);
}

/** Nothing happens in these states any more unless someone asks for it. */
export function isOver(state: DownloadState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
