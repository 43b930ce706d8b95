import { fits } from "./pattern";

type Kind = "object" | "bucket" | "account";

/** S3's actions by what they act on (Service Authorization Reference, "Actions defined by Amazon S3"). */
const ACTIONS: Record<Kind, readonly string[]> = {
  object: [
    "AbortMultipartUpload",
    "BypassGovernanceRetention",
    "DeleteObject",
    "DeleteObjectTagging",
    "DeleteObjectVersion",
    "DeleteObjectVersionTagging",
    "GetObject",
    "GetObjectAcl",
    "GetObjectAttributes",
    "GetObjectLegalHold",
    "GetObjectRetention",
    "GetObjectTagging",
    "GetObjectTorrent",
    "GetObjectVersion",
    "GetObjectVersionAcl",
    "GetObjectVersionAttributes",
    "GetObjectVersionForReplication",
    "GetObjectVersionTagging",
    "GetObjectVersionTorrent",
    "ListMultipartUploadParts",
    "ObjectOwnerOverrideToBucketOwner",
    "PutObject",
    "PutObjectAcl",
    "PutObjectLegalHold",
    "PutObjectRetention",
    "PutObjectTagging",
    "PutObjectVersionAcl",
    "PutObjectVersionTagging",
    "ReplicateDelete",
    "ReplicateObject",
    "ReplicateTags",
    "RestoreObject",
  ],
  bucket: [
    "CreateBucket",
    "DeleteBucket",
    "DeleteBucketPolicy",
    "DeleteBucketWebsite",
    "GetAccelerateConfiguration",
    "GetAnalyticsConfiguration",
    "GetBucketAcl",
    "GetBucketCORS",
    "GetBucketLocation",
    "GetBucketLogging",
    "GetBucketNotification",
    "GetBucketObjectLockConfiguration",
    "GetBucketOwnershipControls",
    "GetBucketPolicy",
    "GetBucketPolicyStatus",
    "GetBucketPublicAccessBlock",
    "GetBucketRequestPayment",
    "GetBucketTagging",
    "GetBucketVersioning",
    "GetBucketWebsite",
    "GetEncryptionConfiguration",
    "GetIntelligentTieringConfiguration",
    "GetInventoryConfiguration",
    "GetLifecycleConfiguration",
    "GetMetricsConfiguration",
    "GetReplicationConfiguration",
    "ListBucket",
    "ListBucketMultipartUploads",
    "ListBucketVersions",
    "PutAccelerateConfiguration",
    "PutAnalyticsConfiguration",
    "PutBucketAcl",
    "PutBucketCORS",
    "PutBucketLogging",
    "PutBucketNotification",
    "PutBucketObjectLockConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketPolicy",
    "PutBucketPublicAccessBlock",
    "PutBucketRequestPayment",
    "PutBucketTagging",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutEncryptionConfiguration",
    "PutIntelligentTieringConfiguration",
    "PutInventoryConfiguration",
    "PutLifecycleConfiguration",
    "PutMetricsConfiguration",
    "PutReplicationConfiguration",
  ],
  account: ["GetAccountPublicAccessBlock", "ListAllMyBuckets", "PutAccountPublicAccessBlock"],
};

type Action = { name: string; kind: Kind };

const ALL: readonly Action[] = (Object.keys(ACTIONS) as Kind[]).flatMap((kind) =>
  ACTIONS[kind].map((name) => ({ name: `s3:${name}`, kind })),
);

/** Actions are compared without regard to case. */
export function actionFits(pattern: string, action: string): boolean {
  return fits(pattern.toLowerCase(), action.toLowerCase());
}

/** S3's actions that a policy's action stands for. */
export function actionsNamed(pattern: string): readonly Action[] {
  return ALL.filter(({ name }) => actionFits(pattern, name));
}

/** Whether an action of this kind can act on what the resource names. */
export function actsOn({ kind }: Action, resource: string): boolean {
  if (resource === "*" || kind === "account") return true;
  const rest = resource.replace(/^arn:aws:s3:::/, "");
  const isObject = rest.includes("/");
  // A bare name that ends in `*` runs on into the keys.
  return kind === "object" ? isObject || rest.includes("*") : !isObject;
}
