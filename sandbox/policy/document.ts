import { actionsNamed, actsOn } from "./actions";
import { type Condition, readConditions } from "./condition";
import { PolicyFault } from "./fault";
import { conditionKey } from "./keys";
import { variableNames } from "./pattern";
import { type Directory, type Principals, readPrincipals } from "./principal";

export type Statement = {
  effect: "Allow" | "Deny";
  principals: Principals | null;
  actions: readonly string[];
  resources: readonly string[];
  /** Which of them stand in their negated form: all but these. */
  not: { principals: boolean; actions: boolean; resources: boolean };
  conditions: readonly Condition[];
};

export type Policy = { version: "2012-10-17" | "2008-10-17"; statements: readonly Statement[] };

/** Where a policy hangs: on a bucket, speaking of others, or on an identity, speaking of itself. */
export type Place = { bucket: string; directory: Directory } | "identity";

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, known: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PolicyFault("Invalid policy syntax.");
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new PolicyFault(`Unknown field ${unknown}`);
  return value as Fields;
}

function texts(value: unknown, name: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new PolicyFault(`Missing required field ${name} cannot be empty!`);
  if (!list.every((entry): entry is string => typeof entry === "string" && entry !== ""))
    throw new PolicyFault("Invalid policy syntax.");
  return list;
}

/** `Action` or `NotAction`: exactly one of the two. */
function oneOf(fields: Fields, name: string): { value: unknown; negated: boolean } {
  const [plain, negated] = [name in fields, `Not${name}` in fields];
  if (!plain && !negated) throw new PolicyFault(`Missing required field ${name}`);
  if (plain && negated) throw new PolicyFault(`Statement contains both ${name} and Not${name}.`);
  return { value: fields[plain ? name : `Not${name}`], negated };
}

function requireActions(actions: readonly string[], place: Place): void {
  for (const action of actions) {
    const wellFormed = action === "*" || /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action);
    const ours = action === "*" || /^s3:/i.test(action);
    if (!wellFormed || (ours ? actionsNamed(action).length === 0 : place !== "identity"))
      throw new PolicyFault("Policy has invalid action");
  }
}

function requireResources(resources: readonly string[], place: Place): void {
  for (const resource of resources) {
    if (place === "identity") {
      if (resource !== "*" && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+/.test(resource))
        throw new PolicyFault(`Resource ${resource} must be in ARN format or "*".`);
      continue;
    }
    const name = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
    if (name !== place.bucket) throw new PolicyFault("Policy has invalid resource");
  }
}

/** S3 refuses a bucket's statement that could never apply: an action beside its resources, a key beside its actions. */
function requireSense({ actions, resources, not, conditions }: Statement): void {
  if (not.actions || not.resources) return;
  for (const pattern of actions) {
    const apt = actionsNamed(pattern).filter((action) => resources.some((name) => actsOn(action, name)));
    if (apt.length === 0) throw new PolicyFault("Action does not apply to any resource(s) in statement");
    for (const { key } of conditions)
      if (key.actions !== null && !apt.some(({ name }) => key.actions?.test(name)))
        throw new PolicyFault("Conditions do not apply to combination of actions and resources in statement");
  }
}

function requireVariables(texts: readonly string[], version: Policy["version"]): void {
  if (version === "2008-10-17") return;
  for (const name of texts.flatMap(variableNames))
    if (conditionKey(name) === undefined) throw new PolicyFault(`Invalid policy variable: ${name}`);
}

const STATEMENT = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

function readStatement(value: unknown, place: Place, version: Policy["version"]): Statement {
  const fields = fieldsOf(value, STATEMENT);
  const { Effect: effect, Sid: sid } = fields;
  if (sid !== undefined && typeof sid !== "string") throw new PolicyFault("Invalid policy syntax.");
  if (effect === undefined) throw new PolicyFault("Missing required field Effect");
  if (effect !== "Allow" && effect !== "Deny") throw new PolicyFault(`Invalid effect: ${String(effect)}`);
  const [action, resource] = [oneOf(fields, "Action"), oneOf(fields, "Resource")];
  const who = place === "identity" ? null : oneOf(fields, "Principal");
  if (place === "identity" && ("Principal" in fields || "NotPrincipal" in fields))
    throw new PolicyFault("Policy document should not specify a principal.");
  if (who?.negated && effect === "Allow") throw new PolicyFault("Allow with NotPrincipal is not allowed.");
  const statement: Statement = {
    effect,
    principals: who === null || place === "identity" ? null : readPrincipals(who.value, place.directory),
    actions: texts(action.value, "Action"),
    resources: texts(resource.value, "Resource"),
    not: {
      principals: who?.negated ?? false,
      actions: action.negated,
      resources: resource.negated,
    },
    conditions: readConditions(fields.Condition),
  };
  requireActions(statement.actions, place);
  requireResources(statement.resources, place);
  if (place !== "identity") requireSense(statement);
  requireVariables(
    [...statement.resources, ...statement.conditions.flatMap(({ values }) => values)],
    version,
  );
  return statement;
}

/** Reads a policy as S3 and IAM validate it; whatever it cannot weigh makes it none. */
export function readPolicy(text: string, place: Place): Policy {
  let document: unknown;
  try {
    if (!text.startsWith("{")) throw new SyntaxError("not an object");
    document = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new PolicyFault("Policies must be valid JSON and the first byte must be '{'"), {
      cause,
    });
  }
  const fields = fieldsOf(document, ["Version", "Id", "Statement"]);
  const version = fields.Version ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17")
    throw new PolicyFault("The policy must contain a valid version string");
  if (fields.Statement === undefined) throw new PolicyFault("Missing required field Statement");
  const list: unknown[] = Array.isArray(fields.Statement) ? fields.Statement : [fields.Statement];
  if (list.length === 0) throw new PolicyFault("Could not parse the policy: Statement is empty!");
  const sids = list.flatMap((entry) =>
    typeof entry === "object" && entry !== null && "Sid" in entry ? [entry.Sid] : [],
  );
  if (new Set(sids).size < sids.length) throw new PolicyFault("Statement IDs (SID) must be unique.");
  return { version, statements: list.map((entry) => readStatement(entry, place, version)) };
}
