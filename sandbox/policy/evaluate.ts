import { actionFits } from "./actions";
import { type Facts, holds } from "./condition";
import type { Policy, Statement } from "./document";
import type { Identity } from "./identity";
import { conditionKey } from "./keys";
import { fits, type Variables } from "./pattern";
import { type Naming, naming } from "./principal";

/** One thing that someone wants to do, and all that a policy can ask about it. */
export type Question = { identity: Identity; action: string; resource: string; facts: Facts };

function nameIn({ principals, not, effect }: Statement, identity: Identity): Naming {
  if (principals === null) return "by class";
  const found = naming(principals, identity, effect);
  if (!not.principals) return found;
  // All but these: whoever is named, and whoever a session stands for, is spared.
  return found === "not" ? "by class" : "not";
}

function applies(statement: Statement, policy: Policy, question: Question): boolean {
  const { action, resource, facts } = question;
  const variables: Variables = (name) => {
    const values = facts(conditionKey(name)?.name ?? name);
    return values?.length === 1 ? values[0] : undefined;
  };
  const known: Variables = policy.version === "2012-10-17" ? variables : (name) => `\${${name}}`;
  return (
    statement.actions.some((pattern) => actionFits(pattern, action)) !== statement.not.actions &&
    statement.resources.some((pattern) => fits(pattern, resource, known)) !== statement.not.resources &&
    statement.conditions.every((condition) => holds(condition, facts, known))
  );
}

type Verdict = { denied: boolean; allowed: boolean; allowedItself: boolean };

/** What one policy says; no policy says nothing. */
function weigh(policy: Policy | null, question: Question): Verdict {
  const verdict = { denied: false, allowed: false, allowedItself: false };
  for (const statement of policy?.statements ?? []) {
    const name = nameIn(statement, question.identity);
    if (name === "not" || policy === null || !applies(statement, policy, question)) continue;
    if (statement.effect === "Deny") verdict.denied = true;
    else if (name === "itself") verdict.allowedItself = true;
    else verdict.allowed = true;
  }
  return verdict;
}

export type Decision = { allowed: true } | { allowed: false; because: string };

const EXPLICIT = "with an explicit deny in";
const NO = (kind: string, action: string) => `because no ${kind} policy allows the ${action} action`;

/**
 * IAM's evaluation within one account: an explicit deny wins; otherwise the identity's policy or the bucket's must
 * allow, and a session policy too, unless the bucket names that very session.
 */
export function decide(question: Question, bucketPolicy: Policy | null): Decision {
  const { identity, action } = question;
  const [own, session, bucket] = [identity.policy, identity.sessionPolicy, bucketPolicy].map((policy) =>
    weigh(policy, question),
  ) as [Verdict, Verdict, Verdict];
  if (own.denied) return { allowed: false, because: `${EXPLICIT} an identity-based policy` };
  if (session.denied) return { allowed: false, because: `${EXPLICIT} a session policy` };
  if (bucket.denied) return { allowed: false, because: `${EXPLICIT} a resource-based policy` };
  if (bucket.allowedItself) return { allowed: true };
  const everything = identity.kind === "user" && identity.policy === null;
  if (!everything && !own.allowed && !bucket.allowed)
    return { allowed: false, because: NO("identity-based", action) };
  if (identity.sessionPolicy !== null && !session.allowed)
    return { allowed: false, because: NO("session", action) };
  return { allowed: true };
}
