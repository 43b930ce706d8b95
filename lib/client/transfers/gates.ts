import type { Deps } from "./deps";
import { OFFLINE, PATIENCE_MS, pause } from "./patience";
import { type FailureKind, TransferFailure } from "./transfer";

/** Failures in a row, none of them answered well in between, after which it is the store and not a part that fails. */
const ROW = 6;
/** From one question to the next while the store is away: soon enough to notice its return, and no storm. */
const ASK_MS = { LEAST: 2500, SPREAD: 1500 };

/** Why an origin is taken for away. `reason` is a sentence without its full stop. */
type Trouble = { kind: FailureKind; reason: string; retryAfter?: number | null };
type Waiter = { go(turn: "open" | "probe"): void; fail(error: unknown): void; tell(note: string): void };
type Gate = {
  row: number;
  trouble: Trouble | null;
  probing: boolean;
  /** Milliseconds that were waited on purpose; a lid that was closed in between is no wait. */
  waited: number;
  over: TransferFailure | null;
  waiters: Set<Waiter>;
};

export type Gates = ReturnType<typeof createGates>;

/**
 * One gate for each origin of S3. While an origin is away its gate is shut: all who want to send wait there, and one at a
 * time asks whether it is back. So an outage costs a request every few seconds, however many files there are, and counts
 * as nobody's failed try.
 */
export function createGates(deps: Pick<Deps, "clock" | "random" | "network">) {
  const gates = new Map<string, Gate>();
  const forever = new AbortController().signal;

  function at(origin: string): Gate {
    let gate = gates.get(origin);
    if (!gate) {
      gate = { row: 0, trouble: null, probing: false, waited: 0, over: null, waiters: new Set() };
      gates.set(origin, gate);
    }
    return gate;
  }

  function open(gate: Gate): void {
    Object.assign(gate, { row: 0, trouble: null, probing: false, waited: 0, over: null });
    const waiters = [...gate.waiters];
    gate.waiters.clear();
    for (const { go } of waiters) go("open");
  }

  async function askLater(gate: Gate, trouble: Trouble): Promise<void> {
    gate.probing = true;
    if (!deps.network.online()) {
      for (const { tell } of gate.waiters) tell(OFFLINE);
      await pause(deps, 0, forever);
      if (gate.trouble !== trouble) return;
    }
    const asked = Math.min(trouble.retryAfter ?? 0, 120) * 1000;
    const ms = Math.max(asked, ASK_MS.LEAST + deps.random() * ASK_MS.SPREAD);
    gate.waited += ms;
    if (gate.waited > PATIENCE_MS) return giveUp(gate, trouble);
    const note = `${trouble.reason}; next try in ${Math.ceil(ms / 1000)} s.`;
    for (const { tell } of gate.waiters) tell(note);
    await deps.clock.sleep(ms, forever);
    if (gate.trouble !== trouble) return;
    gate.probing = false;
    next(gate);
  }

  /** The one who waits longest asks for all. */
  function next(gate: Gate): void {
    if (gate.probing || !gate.trouble) return;
    const [first] = gate.waiters;
    if (!first) return;
    gate.waiters.delete(first);
    gate.probing = true;
    first.go("probe");
  }

  function giveUp(gate: Gate, { kind, reason }: Trouble): void {
    const minutes = Math.round(PATIENCE_MS / 60_000);
    end(gate, new TransferFailure(kind, `${reason}, for ${minutes} minutes.`));
  }

  function end(gate: Gate, failure: TransferFailure): void {
    gate.over = failure;
    const waiters = [...gate.waiters];
    gate.waiters.clear();
    for (const { fail } of waiters) fail(failure);
  }

  function shut(gate: Gate, trouble: Trouble): void {
    gate.trouble = trouble;
    void askLater(gate, trouble);
  }

  deps.network.onOnline(() => {
    for (const gate of gates.values()) if (gate.trouble && !gate.over) open(gate);
  });

  return {
    isShut: (origin: string) => Boolean(gates.get(origin)?.trouble),
    /** Nothing at all answered there when it was last tried. */
    isSilent: (origin: string) => gates.get(origin)?.trouble?.kind === "unreachable",
    /** Waits until the origin can be tried; `probe` is who tries for all, and has to tell how it went. */
    async pass(
      origin: string,
      signal: AbortSignal,
      onWait: (note: string) => void,
    ): Promise<"open" | "probe"> {
      const gate = at(origin);
      if (gate.over) throw gate.over;
      if (!gate.trouble) return "open";
      onWait(deps.network.online() ? `${gate.trouble.reason}; tried again every few seconds.` : OFFLINE);
      return new Promise((resolve, reject) => {
        const abort = () => {
          gate.waiters.delete(waiter);
          reject(signal.reason);
        };
        const done = () => signal.removeEventListener("abort", abort);
        const waiter: Waiter = {
          go(turn) {
            done();
            resolve(turn);
          },
          fail(error) {
            done();
            reject(error);
          },
          tell: onWait,
        };
        signal.addEventListener("abort", abort, { once: true });
        gate.waiters.add(waiter);
        next(gate);
      });
    },
    /** The origin answered, be it with a refusal. */
    worked(origin: string): void {
      const gate = at(origin);
      gate.row = 0;
      if (gate.trouble) open(gate);
    },
    /** Answers whether that was the origin's fault rather than the try's own. */
    failed(origin: string, turn: "open" | "probe", trouble: Trouble): boolean {
      const gate = at(origin);
      gate.row++;
      if (turn === "probe") shut(gate, trouble);
      else if (!gate.trouble && gate.row >= ROW) shut(gate, trouble);
      return gate.trouble !== null;
    },
    /** Nothing at all answers there: no more tries are needed to know. */
    away(origin: string, turn: "open" | "probe", trouble: Trouble): void {
      const gate = at(origin);
      if (turn === "probe" || !gate.trouble) shut(gate, trouble);
    },
    /** It never answered, and waiting will not help: all who want to go there hear so. */
    condemn(origin: string, failure: TransferFailure): void {
      const gate = at(origin);
      gate.trouble = { kind: failure.failure.kind, reason: failure.message };
      end(gate, failure);
    },
    /** Whoever was to try for all stopped before it knew. */
    abandoned(origin: string): void {
      const gate = at(origin);
      if (!gate.trouble || gate.over) return;
      gate.probing = false;
      next(gate);
    },
    /** A new try by a person is a new beginning. */
    forget(): void {
      for (const gate of gates.values()) if (gate.over) open(gate);
    },
  };
}
