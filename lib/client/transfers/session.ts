import type { Job } from "./job";
import type { Ledger } from "./ledger";
import type { Queue } from "./queue";

export const SIGN_IN =
  "You are signed out. Sign in again, in another tab perhaps, then retry: what S3 has is kept.";
const WAITS = "Waits until you have signed in again.";

export type Session = ReturnType<typeof createSession>;

/** When the session ends, one transfer says so; the others wait for its retry, whatever their number. */
export function createSession(ledger: Ledger) {
  let release: (() => void) | null = null;
  const held = new Set<Job>();
  return {
    /** Answers whether this is the one that says so. */
    ended(job: Job, queue: Pick<Queue, "hold">): boolean {
      if (!release) {
        release = queue.hold();
        return true;
      }
      held.add(job);
      ledger.move(job, "paused");
      ledger.note(job, WAITS);
      return false;
    },
    /** Somebody begins again: those that waited may go on, and are answered. */
    renewed(): Job[] {
      const waiting = [...held].filter(({ state }) => state === "paused");
      held.clear();
      release?.();
      release = null;
      return waiting;
    },
  };
}
