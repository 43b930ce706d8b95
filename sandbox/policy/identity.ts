import type { Policy } from "./document";

/** The one account that everything here belongs to. */
export const ACCOUNT = "000000000000";

/** Rights that a user lacks whatever the policies say. */
export type Limits = {
  denyListBuckets?: boolean;
  denyCors?: boolean;
  denyBypassGovernance?: boolean;
  readOnly?: boolean;
};

/** On whose behalf a request is made. */
export type Identity = {
  kind: "anonymous" | "user" | "role";
  /** Of the user, or of the session that a role was taken on with; null for nobody. */
  arn: string | null;
  roleArn: string | null;
  userId: string;
  /** As `aws:username` has it: only users have one. */
  userName: string | null;
  /** What this identity may do; null is a user who may do everything. */
  policy: Policy | null;
  /** What is left of that in a session; null leaves it whole. */
  sessionPolicy: Policy | null;
  limits: Limits;
  /** When its temporary credentials were made. */
  issued: Date | null;
};

export const ANONYMOUS: Identity = {
  kind: "anonymous",
  arn: null,
  roleArn: null,
  userId: "anonymous",
  userName: null,
  policy: null,
  sessionPolicy: null,
  limits: {},
  issued: null,
};

/** Users without a policy of their own stand for the account: they can always manage a bucket's policy. */
export function isOwner({ kind, policy }: Identity): boolean {
  return kind === "user" && policy === null;
}
