import { z } from "zod";
import { operationNames } from "../operations/table";
import { faultSchema } from "./fault";

const OPERATIONS = operationNames();
const operation = z.enum(OPERATIONS);

const match = z.strictObject({
  operation: z
    .union([operation, z.array(operation).min(1)], {
      error: `expected one or a list of ${OPERATIONS.join(", ")}`,
    })
    .optional(),
  method: z.enum(["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]).optional(),
  bucket: z.string().optional(),
  key: z.string().optional(),
  keyPrefix: z.string().optional(),
  part: z.int().min(1).max(10_000).optional(),
  /** The Range header, to the letter. */
  range: z.string().optional(),
  signed: z.enum(["header", "query", "none"]).optional(),
});

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "expected 1 to 64 letters, digits, - or _");

/** Strikes by count: of all requests that match, after the first `after`, every `every`-th, `times` times. */
const scriptedSchema = z.strictObject({
  id: id.optional(),
  match: match.default({}),
  after: z.int().min(0).default(0),
  every: z.int().min(1).default(1),
  /** Without it there is no end. */
  times: z.int().min(1).optional(),
  /** Whether the counts run over all matching requests, or for each of them apart, which a race cannot disturb. */
  per: z.enum(["rule", "request"]).default("rule"),
  faults: z.array(faultSchema).min(1),
});

/** Strikes by chance, with the same luck in every run. */
const seededSchema = z
  .strictObject({
    id: id.optional(),
    match: match.default({}),
    seed: z.union([z.int(), z.string().max(200)], { error: "expected a whole number or a text" }),
    /** At most one of them strikes a request. */
    rates: z.array(z.strictObject({ rate: z.number().gt(0).max(1), fault: faultSchema })).min(1),
    /** How often the very same request may be struck: with it, a client that tries again gets through. */
    most: z.int().min(1).optional(),
  })
  .refine(({ rates }) => rates.reduce((sum, { rate }) => sum + rate, 0) <= 1 + 1e-9, {
    path: ["rates"],
    message: "expected rates that add up to 1 at most",
  });

export type Match = z.infer<typeof match>;
export type ScriptedRule = z.infer<typeof scriptedSchema>;
export type SeededRule = z.infer<typeof seededSchema>;
export type Rule = ScriptedRule | SeededRule;
/** A rule as one writes it: what has a default may be left out. */
export type RuleInput = z.input<typeof scriptedSchema> | z.input<typeof seededSchema>;

export type RuleProblem = { path: string; message: string };

export class RuleError extends Error {
  constructor(readonly problems: readonly RuleProblem[]) {
    super(
      `The rule is wrong: ${problems.map(({ path, message }) => `${path || "it"}: ${message}`).join("; ")}`,
    );
    this.name = "RuleError";
  }
}

/** The rule with its defaults; throws a RuleError that says which fields are wrong and what would be right. */
export function parseRule(value: unknown): Rule {
  const seeded = typeof value === "object" && value !== null && "rates" in value;
  const parsed = (seeded ? seededSchema : scriptedSchema).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RuleError(
    parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message: message })),
  );
}
