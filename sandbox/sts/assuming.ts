import type { Facts } from "../policy/condition";
import type { Policy } from "../policy/document";
import { readPolicy } from "../policy/document";
import { decide } from "../policy/evaluate";
import { PolicyFault } from "../policy/fault";
import type { Identity } from "../policy/identity";
import type { XmlElement } from "../xml";
import { type Accounts, type Credential, idOf, type Role } from "./accounts";
import { StsError } from "./errors";
import type { Form } from "./form";

const HOUR = 3600;
const MAX_POLICY = 2048;

type Caller = { credential: Credential; accounts: Accounts; facts: Facts; now: Date };

function denied(identity: Identity, arn: string): StsError {
  return new StsError(
    "AccessDenied",
    `User: ${identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
  );
}

/** Who is named by the role's trust needs no policy of its own; a role that trusts the account leaves it to that. */
function requireTrust(role: Role, form: Form, { credential, facts }: Caller): void {
  const { identity, accessKeyId } = credential;
  const question = { identity, action: "sts:AssumeRole", resource: role.arn, facts };
  const decision = decide(question, null);
  const forbidden = !decision.allowed && decision.because.startsWith("with an explicit deny");
  const trusted = role.trust === undefined ? decision.allowed : role.trust.includes(accessKeyId);
  const external = role.externalId === undefined || role.externalId === form.text("ExternalId");
  if (forbidden || !trusted || !external) throw denied(identity, role.arn);
}

function readSessionPolicy(text: string | undefined): Policy | null {
  if (text === undefined) return null;
  if (text.length > MAX_POLICY || text.length < 1)
    throw new StsError(
      "ValidationError",
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${MAX_POLICY}`,
    );
  try {
    return readPolicy(text, "identity");
  } catch (error) {
    if (!(error instanceof PolicyFault)) throw error;
    throw new StsError("MalformedPolicyDocument", error.message, { cause: error });
  }
}

/** A role's sessions last as long as it lets them, those that a session itself asked for an hour at most. */
function readDuration(form: Form, role: Role, caller: Identity): number {
  const seconds = form.seconds("DurationSeconds", HOUR, 900, 43_200);
  if (caller.kind === "role" && seconds > HOUR)
    throw new StsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  if (seconds > (role.maxSessionDuration ?? HOUR))
    throw new StsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  return seconds;
}

export function credentialsElement({ accessKeyId, secretAccessKey, session }: Credential): XmlElement {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: session?.token,
    Expiration: session?.expires.toISOString().replace(/\.\d+Z$/, "Z"),
  };
}

export function assumeRole(form: Form, caller: Caller): XmlElement {
  form.requireOnly(["RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"]);
  const arn = form.require("RoleArn", /^[\s\S]{20,2048}$/);
  const name = form.require("RoleSessionName", /^[\w+=,.@-]{2,64}$/);
  const found = caller.accounts.role(arn);
  if (!found) throw denied(caller.credential.identity, arn);
  const { role, policy } = found;
  requireTrust(role, form, caller);
  const seconds = readDuration(form, role, caller.credential.identity);
  const sessionPolicy = readSessionPolicy(form.text("Policy"));
  const roleId = idOf("AROA", arn);
  const [, account = "", path = ""] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const identity: Identity = {
    kind: "role",
    // A role's path is no part of its sessions' names.
    arn: `arn:aws:sts::${account}:assumed-role/${path.split("/").at(-1)}/${name}`,
    roleArn: arn,
    userId: `${roleId}:${name}`,
    userName: null,
    // A role without a policy may do nothing, unlike a user of this server.
    policy: policy ?? { version: "2012-10-17", statements: [] },
    sessionPolicy,
    limits: {},
    issued: null,
  };
  const credential = caller.accounts.issue(identity, caller.now, seconds);
  const size = form.text("Policy")?.length;
  return {
    AssumedRoleUser: { AssumedRoleId: identity.userId, Arn: identity.arn ?? "" },
    Credentials: credentialsElement(credential),
    PackedPolicySize: size === undefined ? undefined : Math.ceil((size * 100) / MAX_POLICY),
  };
}
