import { COMPARISONS, NEGATIONS } from "./comparing";
import { PolicyFault } from "./fault";
import { type ConditionKey, conditionKey } from "./keys";
import type { Variables } from "./pattern";

export type Condition = {
  key: ConditionKey;
  values: readonly string[];
  /** A name in COMPARISONS, or Null. */
  comparison: string;
  negated: boolean;
  ifExists: boolean;
  over: "ForAllValues" | "ForAnyValue" | null;
};

/** What a request says to a key; undefined where it says nothing. */
export type Facts = (key: string) => readonly string[] | undefined;

function readOperator(text: string): Pick<Condition, "comparison" | "negated" | "ifExists" | "over"> {
  const [, over, base = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(text) ?? [];
  const comparison = NEGATIONS[base] ?? base;
  const known = comparison in COMPARISONS || (comparison === "Null" && !ifExists && !over);
  if (!known) throw new PolicyFault(`Invalid Condition type : ${text}`);
  return {
    comparison,
    negated: base in NEGATIONS,
    ifExists: ifExists !== undefined,
    over: (over as Condition["over"]) ?? null,
  };
}

function readValues(value: unknown): string[] {
  const values = (Array.isArray(value) ? value : [value]).map((entry: unknown) => {
    if (typeof entry === "string") return entry;
    if (typeof entry === "boolean" || typeof entry === "number") return String(entry);
    throw new PolicyFault("Invalid policy syntax.");
  });
  if (values.length === 0) throw new PolicyFault("Invalid policy syntax.");
  return values;
}

function requireValues({ comparison, values }: Pick<Condition, "comparison" | "values">): void {
  const valid = comparison === "Null" ? COMPARISONS.Bool?.valid : COMPARISONS[comparison]?.valid;
  const wrong = values.find((value) => !value.includes("${") && !valid?.(value));
  if (wrong !== undefined) throw new PolicyFault(`Invalid value for condition ${comparison}: ${wrong}`);
}

/** The Condition element: every operator and every key must be known, or the policy is none. */
export function readConditions(element: unknown): Condition[] {
  if (element === undefined) return [];
  if (typeof element !== "object" || element === null || Array.isArray(element))
    throw new PolicyFault("Invalid policy syntax.");
  return Object.entries(element).flatMap(([operatorText, keys]: [string, unknown]) => {
    const operator = readOperator(operatorText);
    if (typeof keys !== "object" || keys === null || Array.isArray(keys))
      throw new PolicyFault("Invalid policy syntax.");
    return Object.entries(keys).map(([name, value]: [string, unknown]) => {
      const key = conditionKey(name);
      if (key === undefined) throw new PolicyFault("Policy has an invalid condition key");
      const condition = { ...operator, key, values: readValues(value) };
      requireValues(condition);
      return condition;
    });
  });
}

/** IAM's rules for absent keys: a negated operator holds, any other does not, …IfExists and ForAllValues always do. */
export function holds(condition: Condition, facts: Facts, variables: Variables): boolean {
  const { comparison, values, negated, over } = condition;
  const actual = facts(condition.key.name);
  if (comparison === "Null") {
    const absent = actual === undefined;
    return values.some((value) => (value.toLowerCase() === "true") === absent);
  }
  if (actual === undefined || actual.length === 0) {
    if (condition.ifExists || over === "ForAllValues") return true;
    return negated && over === null;
  }
  const compare = COMPARISONS[comparison]?.holds;
  const matches = (value: string) => {
    const found = values.some((wanted) => compare?.(value, wanted, variables) ?? false);
    return negated ? !found : found;
  };
  if (over === "ForAnyValue") return actual.some(matches);
  if (over === "ForAllValues" || negated) return actual.every(matches);
  return actual.some(matches);
}
