import { createHash, randomBytes } from "node:crypto";
import { OWNER } from "../operations/call";
import { type Policy, readPolicy } from "../policy/document";
import { ACCOUNT, type Identity, type Limits } from "../policy/identity";
import type { Directory } from "../policy/principal";

export type User = Limits & {
  accessKeyId: string;
  secretAccessKey: string;
  /** How policies name this user, `arn:aws:iam::000000000000:user/NAME`; the access key where there is none. */
  name?: string;
  /** What this user may do, as an IAM policy; everything where there is none. */
  policy?: object;
};

export type Role = {
  arn: string;
  /** What the role may do, as an IAM policy; nothing where there is none, as in IAM. */
  policy?: object;
  /** The access keys that may take on the role; without it, whoever the account's own policies let do so. */
  trust?: string[];
  externalId?: string;
  /** Seconds that a session of it may last: an hour, as in IAM, unless said otherwise. */
  maxSessionDuration?: number;
};

/** A key that signs requests, and whom it speaks for. */
export type Credential = {
  accessKeyId: string;
  secretAccessKey: string;
  identity: Identity;
  /** What temporary credentials carry besides. */
  session: { token: string; expires: Date } | null;
};

/** Ids have a prefix that tells their kind and 17 characters more. */
export function idOf(prefix: string, name: string): string {
  return prefix + createHash("sha256").update(name).digest("hex").slice(0, 17).toUpperCase();
}

function policyOf(document: object | undefined): Policy | null {
  return document === undefined ? null : readPolicy(JSON.stringify(document), "identity");
}

function userIdentity({ accessKeyId, name = accessKeyId, policy, ...limits }: User): Identity {
  return {
    kind: "user",
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    roleArn: null,
    userId: idOf("AIDA", name),
    userName: name,
    policy: policyOf(policy),
    sessionPolicy: null,
    limits,
    issued: null,
  };
}

/** Who there is: users and roles told at the start, and the sessions that were handed out since. */
export class Accounts implements Directory {
  readonly canonicalId = OWNER.ID;
  readonly #credentials = new Map<string, Credential>();
  readonly #roles = new Map<string, { role: Role; policy: Policy | null }>();
  readonly #arns = new Set<string>();

  constructor(users: readonly User[], roles: readonly Role[]) {
    for (const user of users) {
      const { accessKeyId, secretAccessKey } = user;
      const identity = userIdentity(user);
      this.#credentials.set(accessKeyId, { accessKeyId, secretAccessKey, identity, session: null });
      this.#arns.add(identity.arn ?? "");
    }
    for (const role of roles) {
      if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role.arn))
        throw new Error(`"${role.arn}" is no ARN of a role.`);
      this.#roles.set(role.arn, { role, policy: policyOf(role.policy) });
      this.#arns.add(role.arn);
    }
  }

  exists(arn: string): boolean {
    return this.#arns.has(arn);
  }

  find(accessKeyId: string): Credential | undefined {
    return this.#credentials.get(accessKeyId);
  }

  role(arn: string): { role: Role; policy: Policy | null } | undefined {
    return this.#roles.get(arn);
  }

  /** Temporary credentials; they are kept past their end, so that their use can be told from an unknown key's. */
  issue(
    identity: Identity,
    now: Date,
    seconds: number,
  ): Credential & { session: { token: string; expires: Date } } {
    const credential = {
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      identity: { ...identity, issued: now },
      session: {
        token: randomBytes(192).toString("base64"),
        expires: new Date(Math.floor(now.getTime() / 1000) * 1000 + seconds * 1000),
      },
    };
    this.#credentials.set(credential.accessKeyId, credential);
    return credential;
  }
}
