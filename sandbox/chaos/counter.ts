import { chance } from "./chance";
import type { Facts } from "./facts";
import type { Fault } from "./fault";
import { canBefall, matches } from "./match";
import type { Rule, ScriptedRule, SeededRule } from "./rule";

/** What a rule has in store for one request; `luck`, from 0 up to 1, places what the rule itself does not. */
type Choice = { faults: Fault[]; luck: number };

type Counts = { came: number; struck: number };

/** A rule and how often it has been asked and has struck. */
export class Counter {
  matched = 0;
  struck = 0;
  readonly #requests = new Map<string, Counts>();

  constructor(
    readonly id: string,
    readonly rule: Rule,
  ) {}

  choose(facts: Facts): Choice | null {
    const { rule } = this;
    if (!matches(rule.match, facts)) return null;
    const choice = "rates" in rule ? this.#byChance(rule, facts) : this.#byCount(rule, facts);
    if (choice) this.struck += 1;
    return choice;
  }

  #countsOf(identity: string): Counts {
    const counts = this.#requests.get(identity) ?? { came: 0, struck: 0 };
    this.#requests.set(identity, counts);
    return counts;
  }

  #byCount(rule: ScriptedRule, facts: Facts): Choice | null {
    const faults = rule.faults.filter((fault) => canBefall(fault, facts));
    if (faults.length === 0) return null;
    const { after, every, times = Number.POSITIVE_INFINITY } = rule;
    // Who a request is matters only where it has counts of its own, or its luck places what the rule does not.
    const apart = rule.per === "request" || rule.faults.some(({ kind }) => kind === "corrupt");
    const identity = apart ? facts.identity() : "";
    const counts = this.#countsOf(identity);
    const { came, struck } = rule.per === "request" ? counts : { came: this.matched, struck: this.struck };
    this.matched += 1;
    counts.came += 1;
    const due = came >= after && (came - after + 1) % every === 0 && struck < times;
    if (!due) return null;
    counts.struck += 1;
    return { faults, luck: apart ? chance("count", identity, counts.came) : 0 };
  }

  #byChance({ seed, rates, most = Number.POSITIVE_INFINITY }: SeededRule, facts: Facts): Choice | null {
    const identity = facts.identity();
    const counts = this.#countsOf(identity);
    this.matched += 1;
    counts.came += 1;
    let drawn = chance("rate", seed, identity, counts.came);
    const chosen = rates.find(({ rate }) => {
      drawn -= rate;
      return drawn < 0;
    });
    if (!chosen || counts.struck >= most || !canBefall(chosen.fault, facts)) return null;
    counts.struck += 1;
    return { faults: [chosen.fault], luck: chance("place", seed, identity, counts.came) };
  }
}
