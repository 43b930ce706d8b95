import type { Answer } from "./deps";
import { createThrottle, type Outcome } from "./throttle";
import { createWaitingLine } from "./waiting-line";

/** One connection, held from before a request until its answer. */
export type Place = {
  /** Bytes that went out. */
  sent(bytes: number): void;
  /** Gives the place back; once. */
  end(outcome: Outcome): void;
};

export type Slots = ReturnType<typeof createSlots>;

/**
 * The connections to each origin, as many as `throttle.ts` finds right, given to the lowest rank first, so that files
 * that were begun are finished before others begin.
 */
export function createSlots(now: () => number) {
  const lanes = new Map<string, ReturnType<typeof createLane>>();
  return {
    /** Waits for a place; rejects when aborted. */
    acquire(rank: number, origin: string, signal: AbortSignal): Promise<Place> {
      let lane = lanes.get(origin);
      if (!lane) {
        lane = createLane(now);
        lanes.set(origin, lane);
      }
      return lane.acquire(rank, signal);
    },
    /** How many requests an origin gets at once by now. */
    limit: (origin: string): number => (lanes.get(origin) ?? createLane(now)).limit(),
  };
}

function createLane(now: () => number) {
  const throttle = createThrottle(now);
  const line = createWaitingLine<() => void>();
  let busy = 0;

  function give(): void {
    while (busy < throttle.limit()) {
      const take = line.next();
      if (!take) return;
      busy++;
      take();
    }
  }

  function place(): Place {
    const began = now();
    let held = true;
    return {
      sent: throttle.sent,
      end(outcome) {
        if (!held) return;
        held = false;
        busy--;
        throttle.ended(outcome, began, line.size() > 0);
        give();
      },
    };
  }

  return {
    limit: throttle.limit,
    acquire: (rank: number, signal: AbortSignal): Promise<Place> =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          leave();
          reject(signal.reason);
        };
        const leave = line.join(rank, () => {
          signal.removeEventListener("abort", abort);
          resolve(place());
        });
        signal.addEventListener("abort", abort, { once: true });
        give();
      }),
  };
}

/** What an answer says about how much S3 can take. */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.type === "network") return "failed";
  const { status, body } = answer;
  if (status === 503 || status === 429 || body.includes("<Code>SlowDown</Code>")) return "busy";
  return status >= 200 && status < 300 ? "ok" : "failed";
}
