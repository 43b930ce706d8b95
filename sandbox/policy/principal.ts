import { PolicyFault } from "./fault";
import { ACCOUNT, type Identity } from "./identity";

/** Whom a statement speaks of: names of everyone, of this account, of one identity or of something else. */
export type Principals = readonly string[];

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const INVALID = "Invalid principal in policy";

/** Which users and roles there are, by their ARNs. */
export type Directory = { exists: (arn: string) => boolean; canonicalId: string };

function listOf(value: unknown): string[] {
  const names = Array.isArray(value) ? value : [value];
  if (names.length === 0 || !names.every((name): name is string => typeof name === "string"))
    throw new PolicyFault("Invalid policy syntax.");
  return names;
}

function readAws(name: string, directory: Directory): string {
  if (name === "*" || name === ROOT) return name;
  if (name === ACCOUNT) return ROOT;
  // A session exists as far as its role does.
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/[\w+=,.@-]{2,64}$/.exec(name);
  const arn = session ? `arn:aws:iam::${session[1]}:role/${session[2]}` : name;
  if (!directory.exists(arn)) throw new PolicyFault(INVALID);
  return name;
}

export function readPrincipals(element: unknown, directory: Directory): Principals {
  if (element === "*") return ["*"];
  if (typeof element !== "object" || element === null || Array.isArray(element))
    throw new PolicyFault(INVALID);
  const kinds = Object.entries(element);
  if (kinds.length === 0) throw new PolicyFault("Missing required field Principal cannot be empty!");
  return kinds.flatMap(([kind, value]: [string, unknown]) => {
    const names = listOf(value);
    if (kind === "AWS") return names.map((name) => readAws(name, directory));
    if (kind === "CanonicalUser" && names.every((name) => name === directory.canonicalId)) return [ROOT];
    // Services of AWS never call here, so that what is said of them matches nobody.
    if (kind === "Service" && names.every((name) => /^[a-z0-9.-]+\.amazonaws\.com$/.test(name))) return names;
    throw new PolicyFault(INVALID);
  });
}

/** How closely a statement names someone: a session by its own ARN is granted past its session policy. */
export type Naming = "not" | "by class" | "itself";

/**
 * Allowing the account leaves it to the account's own policies, so it names nobody by itself; denying it names all
 * of the account's identities.
 */
export function naming(principals: Principals, identity: Identity, effect: "Allow" | "Deny"): Naming {
  if (identity.arn !== null && principals.includes(identity.arn)) return "itself";
  if (principals.includes("*")) return "by class";
  if (identity.kind === "anonymous") return "not";
  if (identity.roleArn !== null && principals.includes(identity.roleArn)) return "by class";
  return effect === "Deny" && principals.includes(ROOT) ? "by class" : "not";
}
