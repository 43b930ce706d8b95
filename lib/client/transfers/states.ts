/** The states of a transfer and the only ways between them; `transfers.ts` explains them. */
export const TRANSITIONS = {
  queued: ["preparing", "paused", "failed", "cancelled"],
  preparing: ["sending", "completing", "asking", "done", "paused", "failed", "cancelled"],
  sending: ["completing", "asking", "preparing", "paused", "failed", "cancelled"],
  completing: ["done", "sending", "asking", "preparing", "paused", "failed", "cancelled"],
  asking: ["preparing", "completing", "skipped", "paused", "failed", "cancelled"],
  paused: ["queued", "cancelled"],
  failed: ["queued", "cancelled"],
  cancelled: ["queued"],
  done: [],
  skipped: [],
} as const satisfies Record<string, readonly string[]>;

export type TransferState = keyof typeof TRANSITIONS;

export function canMove(from: TransferState, to: TransferState): boolean {
  return (TRANSITIONS[from] as readonly string[]).includes(to);
}

/** What can be paused: a completion lasts a moment and cannot be taken back by stopping. */
export function canPause(state: TransferState): boolean {
  return state === "queued" || state === "preparing" || state === "sending" || state === "asking";
}

/** Nothing happens in these states any more unless someone asks for it. */
export function isOver(state: TransferState): boolean {
  return state === "done" || state === "failed" || state === "cancelled" || state === "skipped";
}

/** Whether its bytes count in the totals: what will not be sent must not hold the bar back. */
export function counts(state: TransferState): boolean {
  return state === "done" || !isOver(state);
}
