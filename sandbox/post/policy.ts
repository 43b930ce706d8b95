import { S3Error } from "../errors";
import type { Fields } from "./fields";

type Range = { min: number; max: number };
type Condition = { kind: "eq" | "starts-with"; text: string; field: string; value: string; isWhole: boolean };
type PostPolicy = { expiration: Date; conditions: (Condition | (Range & { kind: "range" }))[] };

function invalid(what: string, cause?: unknown): S3Error {
  return new S3Error("InvalidPolicyDocument", `Invalid Policy: ${what}`, { cause });
}

function refused(what: string): S3Error {
  return new S3Error("AccessDenied", `Invalid according to Policy: ${what}`);
}

function failed(text: string): S3Error {
  return refused(`Policy Condition failed: ${text}`);
}

/** As S3 prints a condition: simple ones too in their long form. */
function written(items: readonly unknown[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(", ")}]`;
}

function readSimple(object: object): Condition {
  const entries = Object.entries(object);
  const [entry, ...more] = entries;
  if (entry === undefined || more.length > 0)
    throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  const [name, value]: [string, unknown] = entry;
  if (value === null) throw invalid("Invalid JSON.");
  if (typeof value !== "string") throw invalid("Invalid Simple-Condition: value must be a string.");
  const text = written(["eq", `$${name}`, value]);
  return { kind: "eq", text, field: name.toLowerCase(), value, isWhole: true };
}

function bound(value: unknown, text: string): number {
  if (typeof value === "number" && !Number.isInteger(value)) throw invalid("Invalid JSON.");
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0) throw failed(text);
  return number;
}

function readList(items: readonly unknown[]): PostPolicy["conditions"][number] {
  const [operation, first, second] = items;
  if (typeof operation !== "string") throw invalid("Invalid Condition: missing operation identifier.");
  if (operation !== "eq" && operation !== "starts-with" && operation !== "content-length-range")
    throw invalid(`Invalid Condition: unknown operation '${operation}'.`);
  if (items.length !== 3) throw invalid(`Invalid ${operation}: wrong number of arguments.`);
  const text = written(items);
  if (operation === "content-length-range") {
    const [min, max] = [bound(first, text), bound(second, text)];
    return { kind: "range", min, max };
  }
  if (typeof first !== "string" || typeof second !== "string") throw invalid("Invalid JSON.");
  // Without its `$` a condition speaks of no field and never holds.
  return {
    kind: operation,
    text,
    field: first.startsWith("$") ? first.slice(1).toLowerCase() : "",
    value: second,
    isWhole: false,
  };
}

function readCondition(item: unknown): PostPolicy["conditions"][number] {
  if (Array.isArray(item)) return readList(item);
  if (typeof item === "object" && item !== null) return readSimple(item);
  throw invalid("Invalid condition test: must be a List or Object.");
}

function readExpiration(value: unknown): Date {
  if (value === undefined) throw invalid("Policy missing expiration.");
  const isUtc = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value);
  const date = new Date(isUtc ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw invalid(`Invalid 'expiration' value: '${String(value)}'`);
  return date;
}

/** The policies read last: pages send many forms with one. */
const known = new Map<string, PostPolicy>();
const MAX_KNOWN = 32;

export function readPostPolicy(encoded: string): PostPolicy {
  const policy = known.get(encoded) ?? parse(encoded);
  known.set(encoded, policy);
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  return policy;
}

function parse(encoded: string): PostPolicy {
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.toString("base64") !== encoded.replace(/\s/g, "")) throw invalid("invalid Base64 encoding.");
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid("Invalid JSON.", cause);
  }
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw invalid("Invalid JSON.");
  const fields: Readonly<Record<string, unknown>> = { ...document };
  const unknown = Object.keys(fields).find((name) => name !== "expiration" && name !== "conditions");
  if (unknown !== undefined) throw invalid(`Unexpected: '${unknown.toLowerCase()}'`);
  const expiration = readExpiration(fields.expiration);
  if (fields.conditions === undefined) throw invalid("Policy missing conditions.");
  if (!Array.isArray(fields.conditions)) throw invalid("Invalid 'conditions' value: must be a List.");
  return { expiration, conditions: fields.conditions.map(readCondition) };
}

/** The fields that may be held to a beginning; all others only to a whole value ("Conditions and their matching"). */
const BEGINNINGS =
  /^(acl|cache-control|content-type|content-disposition|content-encoding|expires|key|redirect|success_action_redirect|x-amz-meta-.+)$/;

function holds({ kind, field, value }: Condition, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  if (kind === "eq") return actual === value;
  if (!BEGINNINGS.test(field)) return false;
  // A list of types is as good as its worst.
  const values = field === "content-type" ? actual.split(",").map((type) => type.trim()) : [actual];
  return values.every((one) => one.startsWith(value));
}

const UNCOVERED = /^(policy|x-amz-signature|file|x-ignore-.*)$/;

/** Throws unless every condition holds and speaks, together with the others, of every field; the size comes later. */
export function requirePolicy(policy: PostPolicy, fields: Fields, bucket: string, now: Date): Range {
  if (now >= policy.expiration) throw refused("Policy expired.");
  const range = { min: 0, max: Number.POSITIVE_INFINITY };
  const covered = new Set<string>();
  for (const condition of policy.conditions) {
    if (condition.kind === "range") {
      range.min = Math.max(range.min, condition.min);
      range.max = Math.min(range.max, condition.max);
      continue;
    }
    const { field, text } = condition;
    covered.add(field);
    const actual = fields.get(field)?.value;
    // The bucket is the one that the request goes to, whatever a field says.
    const isOther = field === "bucket" && actual !== undefined && actual !== bucket;
    if (isOther || !holds(condition, field === "bucket" ? bucket : actual)) throw failed(text);
  }
  const names = [...fields.values()].map(({ name }) => name);
  const extra = ["bucket", ...names].find(
    (name) => !covered.has(name.toLowerCase()) && !UNCOVERED.test(name.toLowerCase()),
  );
  if (extra !== undefined) throw refused(`Extra input fields: ${extra}`);
  return range;
}
