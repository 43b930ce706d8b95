import type { ServerResponse } from "node:http";
import type { ReceivedRequest } from "../http/received";
import { type Entry, type EntryFilter, fits } from "./entry";
import { Recording } from "./recording";
import { countBegin, countEnd, newTotal, type Total } from "./totals";

export type JournalOptions = {
  /** How many requests are remembered; older ones fall out. */
  limit?: number;
  /** Whether every body's SHA-256 is taken. */
  sha256?: boolean;
};

export type Totals = { all: Total; operations: Record<string, Total> };

export type Page = EntryFilter & { after?: number | undefined; limit?: number | undefined };

type Waiter = { ready: () => boolean; resolve: (ready: boolean) => void };

/** Every request that the sandbox got, in the order of arrival. */
export class Journal {
  readonly #limit: number;
  readonly #sha256: boolean;
  /** By sequence number. */
  readonly #kept = new Map<number, Recording>();
  readonly #waiters = new Set<Waiter>();
  #last = 0;
  /** What was forgotten on demand ends here. */
  #cleared = 0;
  #inFlight = 0;
  #all = newTotal();
  #operations = new Map<string, Total>();

  constructor({ limit = 100_000, sha256 = false }: JournalOptions = {}) {
    this.#limit = limit;
    this.#sha256 = sha256;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The sequence number of the latest request. */
  get last(): number {
    return this.#last;
  }

  /** How many fell out of memory since it was last cleared. */
  get dropped(): number {
    return Math.max(0, this.#last - this.#limit - this.#cleared);
  }

  begin(entry: Omit<Entry, "sequence">, incoming: ReceivedRequest, response: ServerResponse): Recording {
    this.#last += 1;
    this.#inFlight += 1;
    const name = entry.operation ?? "unknown";
    const total = this.#operations.get(name) ?? newTotal();
    this.#operations.set(name, total);
    const totals = [this.#all, total];
    for (const each of totals) countBegin(each);
    if (this.#sha256) incoming.hashBody();
    const recording = new Recording({ sequence: this.#last, ...entry }, incoming, response, {
      changed: () => this.#wake(),
      over: () => {
        this.#inFlight -= 1;
        for (const each of totals) countEnd(each, recording.entry);
        this.#wake();
      },
    });
    this.#kept.set(this.#last, recording);
    this.#kept.delete(this.#last - this.#limit);
    this.#wake();
    return recording;
  }

  /** The remembered requests behind a sequence number, oldest first. */
  entries({ after = 0, limit = Number.POSITIVE_INFINITY, ...filter }: Page = {}): Entry[] {
    const found: Entry[] = [];
    const first = Math.max(after, this.#cleared, this.#last - this.#limit) + 1;
    for (let sequence = first; sequence <= this.#last && found.length < limit; sequence += 1) {
      const recording = this.#kept.get(sequence);
      if (recording && fits(recording.entry, filter)) found.push(recording.snapshot());
    }
    return found;
  }

  totals(): Totals {
    return structuredClone({ all: this.#all, operations: Object.fromEntries(this.#operations) });
  }

  /** Forgets what was and counts anew; sequence numbers go on. */
  clear(): void {
    this.#cleared = this.#last;
    this.#kept.clear();
    this.#all = newTotal();
    this.#operations = new Map();
  }

  /** Waits until nothing is under way; false if it does not come to that in time. */
  async quiet(deadline = 10_000): Promise<boolean> {
    return await this.#until(() => this.#inFlight === 0, deadline);
  }

  /** Waits for a request that fits, in the past or the future; null if none comes in time. */
  async waitFor(page: Page, deadline = 10_000): Promise<Entry | null> {
    await this.#until(() => this.entries({ ...page, limit: 1 }).length > 0, deadline);
    return this.entries({ ...page, limit: 1 })[0] ?? null;
  }

  #wake(): void {
    for (const waiter of this.#waiters) if (waiter.ready()) waiter.resolve(true);
  }

  async #until(ready: () => boolean, deadline: number): Promise<boolean> {
    if (ready()) return true;
    return await new Promise((resolve) => {
      const waiter: Waiter = {
        ready,
        resolve: (outcome) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(outcome);
        },
      };
      const timer = setTimeout(() => waiter.resolve(false), deadline);
      this.#waiters.add(waiter);
    });
  }
}
