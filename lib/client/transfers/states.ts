/** The states of a transfer and the only ways between them; `transfers.ts` explains them. */
export const TRANSITIONS = {
  queued: ["preparing", "failed", "cancelled"],
  preparing: ["sending", "completing", "asking", "done", "failed", "cancelled"],
  sending: ["completing", "asking", "failed", "cancelled"],
  completing: ["done", "sending", "asking", "failed", "cancelled"],
  asking: ["preparing", "completing", "skipped", "failed", "cancelled"],
  failed: ["queued", "cancelled"],
  cancelled: ["queued"],
  done: [],
  skipped: [],
} as const satisfies Record<string, readonly string[]>;

export type TransferState = keyof typeof TRANSITIONS;

export function canMove(from: TransferState, to: TransferState): boolean {
  return (TRANSITIONS[from] as readonly string[]).includes(to);
}

/** Nothing happens in these states any more unless someone asks for it. */
export function isOver(state: TransferState): boolean {
  return state === "done" || state === "failed" || state === "cancelled" || state === "skipped";
}

/** Whether its bytes count in the totals: what will not be sent must not hold the bar back. */
export function counts(state: TransferState): boolean {
  return state === "done" || !isOver(state);
}
