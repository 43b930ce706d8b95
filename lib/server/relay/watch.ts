import "server-only";

/** For how long nothing may move before a transfer is given up, in milliseconds. */
export const STALL_MS = 30_000;

/** The slowest that is borne, beyond a first while. */
const BYTES_PER_MS = 4;
const FIRST_MS = 10 * 60_000;

export type Watch = ReturnType<typeof watchTransfer>;

/** Tells when nothing moved for too long, and when it takes longer in all than so many bytes ever may. */
export function watchTransfer(bytes: number, onEnd: (why: "stall" | "total") => void) {
  let stall: NodeJS.Timeout | undefined;
  // A timer of more than 24.8 days would go off at once.
  const total = setTimeout(() => onEnd("total"), Math.min(FIRST_MS + bytes / BYTES_PER_MS, 2 ** 31 - 1));
  return {
    /** Something moved; the next thing may take so long. */
    wait(ms: number): void {
      clearTimeout(stall);
      stall = setTimeout(() => onEnd("stall"), ms);
    },
    stop(): void {
      clearTimeout(stall);
      clearTimeout(total);
    },
  };
}
