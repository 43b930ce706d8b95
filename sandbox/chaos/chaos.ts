import { Counter } from "./counter";
import type { Facts } from "./facts";
import type { Fault } from "./fault";
import { parseRule, type Rule, RuleError, type RuleInput } from "./rule";

/** A fault on its way to one request. */
export type Strike = {
  by: string;
  fault: Fault;
  luck: number;
  /** Aborted once nothing is to be waited for any more: the rule was removed or the connection is gone. */
  release: AbortController;
};

export type RuleState = { id: string; rule: Rule; matched: number; struck: number };

const NONE: readonly Strike[] = [];

/** Told to signals, though nobody asks: without a reason each would make an exception with a stack of its own. */
const OVER = "over";

/** The rules by which requests go wrong. */
export class Chaos {
  readonly #counters = new Map<string, Counter>();
  readonly #underWay = new Set<Strike>();
  #named = 0;

  /** Adds all of them or, where one is wrong, none; returns their ids. */
  add(...inputs: readonly RuleInput[]): string[] {
    const rules = inputs.map((input) => parseRule(input));
    const ids = rules.map(({ id }) => id ?? this.#nextId());
    const taken = ids.find((id, at) => this.#counters.has(id) || ids.indexOf(id) !== at);
    if (taken !== undefined)
      throw new RuleError([{ path: "id", message: `${taken} is taken: choose another, or none` }]);
    for (const [at, rule] of rules.entries()) {
      const id = ids[at] ?? "";
      this.#counters.set(id, new Counter(id, rule));
    }
    return ids;
  }

  #nextId(): string {
    this.#named += 1;
    return `rule-${this.#named}`;
  }

  /** Ends a rule, and with it whatever stalls or waits because of it. */
  remove(id: string): boolean {
    for (const strike of this.#underWay) if (strike.by === id) strike.release.abort(OVER);
    return this.#counters.delete(id);
  }

  clear(): void {
    for (const id of [...this.#counters.keys()]) this.remove(id);
  }

  rules(): RuleState[] {
    return [...this.#counters.values()].map(({ id, rule, matched, struck }) => ({
      id,
      rule,
      matched,
      struck,
    }));
  }

  /** What befalls this request; asking counts. */
  strikes(facts: Facts): readonly Strike[] {
    if (this.#counters.size === 0) return NONE;
    const strikes: Strike[] = [];
    for (const counter of this.#counters.values()) {
      const choice = counter.choose(facts);
      for (const fault of choice?.faults ?? [])
        strikes.push({ by: counter.id, fault, luck: choice?.luck ?? 0, release: new AbortController() });
    }
    for (const strike of strikes) this.#underWay.add(strike);
    return strikes;
  }

  /** The request is over. */
  over(strikes: readonly Strike[]): void {
    for (const strike of strikes) {
      strike.release.abort(OVER);
      this.#underWay.delete(strike);
    }
  }
}
