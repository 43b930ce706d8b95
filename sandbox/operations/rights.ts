import { S3Error } from "../errors";
import { header, queryValue, type S3Request } from "../http/request";
import { ACCOUNT } from "../policy/identity";
import type { Rights } from "../policy/rights";
import type { Operation } from "./operation";

/** The action that permits an operation, where its name is another ("Required permissions for S3 API operations"). */
const ACTIONS: Record<string, string> = {
  CompleteMultipartUpload: "PutObject",
  CopyObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  DeleteBucketCors: "PutBucketCORS",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  DeleteBucketTagging: "PutBucketTagging",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  GetBucketCors: "GetBucketCORS",
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  HeadBucket: "ListBucket",
  HeadObject: "GetObject",
  ListBuckets: "ListAllMyBuckets",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListParts: "ListMultipartUploadParts",
  PostObject: "PutObject",
  PutBucketCors: "PutBucketCORS",
  PutBucketEncryption: "PutEncryptionConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
};

/** Actions with a name of their own for one version of an object. */
const VERSIONED = /^(Get|Put|Delete)Object(Acl|Attributes|Tagging|Torrent)?$/;

function versioned(action: string): string {
  return VERSIONED.test(action) ? action.replace("Object", "ObjectVersion") : action;
}

/** A header on a write that is an action by itself. */
const BY_HEADER: readonly [string, string][] = [
  ["x-amz-acl", "PutObjectAcl"],
  ["x-amz-tagging", "PutObjectTagging"],
  ["x-amz-object-lock-mode", "PutObjectRetention"],
  ["x-amz-object-lock-legal-hold", "PutObjectLegalHold"],
];
const MAKES_OBJECTS = ["PutObject", "PostObject", "CopyObject", "CreateMultipartUpload"];

/** Everything that must be allowed for an operation, without what it reads from elsewhere. */
function actionsOf(operation: string, request: S3Request): string[] {
  const versionId = queryValue(request, "versionId");
  const main = ACTIONS[operation] ?? operation;
  const actions = [versionId === undefined ? main : versioned(main)];
  if (operation === "GetObjectAttributes")
    actions.push(versionId === undefined ? "GetObject" : "GetObjectVersion");
  if (MAKES_OBJECTS.includes(operation))
    for (const [name, action] of BY_HEADER) if (header(request, name) !== undefined) actions.push(action);
  // "If-Match requires s3:GetObject as well" (conditional requests).
  const writes = [...MAKES_OBJECTS, "CompleteMultipartUpload", "DeleteObject"].includes(operation);
  if (writes && header(request, "if-match") !== undefined) actions.push("GetObject");
  return actions.map((action) => `s3:${action}`);
}

/** A caller that names the owner it expects gets nothing from a bucket of anyone else. */
function requireOwner(request: S3Request, name: string): void {
  const owner = header(request, name);
  if (owner === undefined) return;
  if (!/^\d{12}$/.test(owner))
    throw new S3Error(
      "InvalidBucketOwnerAWSAccountID",
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${owner}]`,
    );
  if (owner !== ACCOUNT) throw new S3Error("AccessDenied");
}

/** Whether the one who asks may do this at all. */
export function requireRights(rights: Rights, operation: Operation, request: S3Request): void {
  const { limits, kind } = rights.context.identity;
  const denied =
    (limits.readOnly && operation.writes) ||
    (limits.denyListBuckets && operation.name === "ListBuckets") ||
    (limits.denyCors && operation.name.endsWith("BucketCors"));
  if (denied) throw new S3Error("AccessDenied");
  requireOwner(request, "x-amz-expected-bucket-owner");
  requireOwner(request, "x-amz-source-expected-bucket-owner");
  if (kind === "anonymous" && operation.name === "CreateMultipartUpload")
    throw new S3Error(
      "AccessDenied",
      "Anonymous users cannot initiate multipart uploads.  Please authenticate.",
    );
  // Which keys it deletes stands in its body: each is weighed by itself.
  if (operation.name === "DeleteObjects") return;
  const versionId = queryValue(request, "versionId");
  const place = { bucket: request.bucket, key: request.key, versionId };
  for (const action of actionsOf(operation.name, request)) rights.require(action, place);
}

/** Who may not list a bucket does not learn what is missing in it. */
export function hideAbsence(error: unknown, rights: Rights, request: S3Request): unknown {
  if (!(error instanceof S3Error) || request.bucket === null) return error;
  if (error.code !== "NoSuchKey" && error.code !== "NoSuchVersion") return error;
  const [path = ""] = (header(request, "x-amz-copy-source") ?? "").replace(/^\//, "").split(/[/?]|%2F/i);
  const buckets = path === "" ? [request.bucket] : [request.bucket, path];
  if (buckets.every((bucket) => rights.allows("s3:ListBucket", { bucket }))) return error;
  return new S3Error("AccessDenied", undefined, { cause: error });
}
