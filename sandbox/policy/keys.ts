/** Condition keys that say something about any request ("AWS global condition context keys"). */
const GLOBAL = [
  "aws:CurrentTime",
  "aws:EpochTime",
  "aws:MultiFactorAuthPresent",
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalType",
  "aws:Referer",
  "aws:RequestedRegion",
  "aws:ResourceAccount",
  "aws:SecureTransport",
  "aws:SourceIp",
  "aws:TokenIssueTime",
  "aws:UserAgent",
  "aws:userid",
  "aws:username",
  "s3:authType",
  "s3:ResourceAccount",
  "s3:signatureAge",
  "s3:signatureversion",
  "s3:TlsVersion",
  "s3:x-amz-content-sha256",
];

const WRITES = /^s3:(PutObject|PutObjectAcl|PutObjectTagging|PutObjectRetention|ReplicateObject)$/;
const PUT = /^s3:PutObject$/;
const LISTS = /^s3:(ListBucket|ListBucketVersions)$/;
const VERSIONS = /^s3:(Get|Put|Delete)ObjectVersion/;
const TAGGED = /^s3:((Get|Delete|Put)Object(Version)?(Acl|Tagging|Attributes)?)$/;
const LOCKS =
  /^s3:(PutObject|PutObjectRetention|PutObjectLegalHold|BypassGovernanceRetention|ReplicateObject)$/;

/** Keys that only some actions bring with them; a policy that asks for one elsewhere could never hold. */
const OF_ACTIONS: Record<string, RegExp> = {
  "s3:delimiter": LISTS,
  "s3:ExistingObjectTag/": TAGGED,
  "s3:if-match": /^s3:(PutObject|DeleteObject)$/,
  "s3:if-none-match": PUT,
  "s3:LocationConstraint": /^s3:CreateBucket$/,
  "s3:max-keys": LISTS,
  "s3:object-lock-legal-hold": LOCKS,
  "s3:object-lock-mode": LOCKS,
  "s3:object-lock-retain-until-date": LOCKS,
  "s3:ObjectCreationOperation": PUT,
  "s3:prefix": LISTS,
  "s3:RequestObjectTag/": WRITES,
  "s3:RequestObjectTagKeys": WRITES,
  "s3:VersionId": VERSIONS,
  "s3:x-amz-acl":
    /^s3:(CreateBucket|PutBucketAcl|PutObject|PutObjectAcl|PutObjectVersionAcl|ReplicateObject)$/,
  "s3:x-amz-copy-source": PUT,
  "s3:x-amz-metadata-directive": PUT,
  "s3:x-amz-object-ownership": /^s3:CreateBucket$/,
  "s3:x-amz-server-side-encryption": WRITES,
  "s3:x-amz-server-side-encryption-aws-kms-key-id": WRITES,
  "s3:x-amz-server-side-encryption-customer-algorithm": WRITES,
  "s3:x-amz-storage-class": WRITES,
  "s3:x-amz-website-redirect-location": PUT,
};

const KNOWN = new Map<string, { name: string; actions: RegExp | null }>();
for (const name of GLOBAL) KNOWN.set(name.toLowerCase(), { name, actions: null });
for (const [name, actions] of Object.entries(OF_ACTIONS)) KNOWN.set(name.toLowerCase(), { name, actions });

export type ConditionKey = {
  /** As it is spelt here; a tag's name follows the last `/`. */
  name: string;
  actions: RegExp | null;
};

/** Keys are compared without regard to case, the name of a tag within one with it; undefined for any other key. */
export function conditionKey(text: string): ConditionKey | undefined {
  const slash = text.indexOf("/");
  const family = KNOWN.get((slash < 0 ? text : text.slice(0, slash + 1)).toLowerCase());
  if (!family || family.name.endsWith("/") !== slash >= 0) return undefined;
  if (slash === text.length - 1) return undefined;
  return slash < 0 ? family : { name: family.name + text.slice(slash + 1), actions: family.actions };
}
