import { header, queryValue, type S3Request } from "../http/request";
import type { Claim } from "../signature/claim";
import type { Facts } from "./condition";
import { ACCOUNT, type Identity } from "./identity";

/** What is asked for, as far as a policy can speak of it. */
export type Subject = {
  request: S3Request;
  claim: Claim;
  identity: Identity;
  now: Date;
  operation: string;
  versionId: string | undefined;
  /** Tags of the object that is there. */
  tags: Readonly<Record<string, string>>;
  /** What a multipart upload was begun with: S3 weighs its parts by that. */
  encryption: { algorithm: string; keyId?: string } | null;
};

const AUTH_TYPES = { header: "REST-HEADER", query: "REST-QUERY-STRING", form: "POST" } as const;
const PARAMETERS = ["prefix", "delimiter", "max-keys"];
const PARTS_OF_A_WHOLE = ["CreateMultipartUpload", "UploadPart", "UploadPartCopy"];
const SSE = "s3:x-amz-server-side-encryption";

function one(value: string | null | undefined): readonly string[] | undefined {
  return value === undefined || value === null ? undefined : [value];
}

function requestTags(request: S3Request): URLSearchParams {
  return new URLSearchParams(header(request, "x-amz-tagging") ?? "");
}

function ofIdentity(key: string, { identity }: Subject): readonly string[] | undefined {
  const known = identity.kind !== "anonymous";
  switch (key) {
    case "aws:PrincipalArn":
      return one(identity.roleArn ?? identity.arn);
    case "aws:PrincipalAccount":
      return known ? [ACCOUNT] : undefined;
    case "aws:PrincipalType":
      return [{ anonymous: "Anonymous", user: "User", role: "AssumedRole" }[identity.kind]];
    case "aws:userid":
      return [identity.userId];
    case "aws:username":
      return one(identity.userName);
    case "aws:TokenIssueTime":
      return one(identity.issued?.toISOString());
    default:
      return undefined;
  }
}

function ofSignature(key: string, { request, claim, now }: Subject): readonly string[] | undefined {
  if (claim.kind === "none") return undefined;
  switch (key) {
    case "s3:authType":
      return [AUTH_TYPES[claim.kind]];
    case "s3:signatureversion":
      return ["AWS4-HMAC-SHA256"];
    case "s3:signatureAge":
      return [String(now.getTime() - claim.signedAt.getTime())];
    case "s3:x-amz-content-sha256":
      return one(header(request, "x-amz-content-sha256"));
    case "aws:RequestedRegion":
      return [claim.region];
    default:
      return undefined;
  }
}

function ofRequest(key: string, subject: Subject): readonly string[] | undefined {
  const { request, now, encryption } = subject;
  switch (key) {
    case "aws:CurrentTime":
      return [now.toISOString()];
    case "aws:EpochTime":
      return [String(Math.floor(now.getTime() / 1000))];
    case "aws:Referer":
      return one(header(request, "referer"));
    case "aws:UserAgent":
      return one(header(request, "user-agent"));
    case "aws:SourceIp":
      return [request.remoteAddress];
    case "aws:SecureTransport":
      return ["false"];
    case "aws:ResourceAccount":
    case "s3:ResourceAccount":
      return [ACCOUNT];
    case "s3:VersionId":
      return one(subject.versionId);
    case "s3:if-match":
    case "s3:if-none-match":
      return one(header(request, key.slice("s3:".length)));
    case "s3:ObjectCreationOperation":
      return [String(!PARTS_OF_A_WHOLE.includes(subject.operation))];
    case "s3:object-lock-mode":
    case "s3:object-lock-retain-until-date":
    case "s3:object-lock-legal-hold":
      return one(header(request, `x-amz-${key.slice("s3:".length)}`));
    case "s3:RequestObjectTagKeys":
      return [...requestTags(request).keys()];
    case SSE:
      return one(encryption?.algorithm ?? header(request, key.slice("s3:".length)));
    case `${SSE}-aws-kms-key-id`:
      return one(encryption?.keyId ?? header(request, key.slice("s3:".length)));
    default:
      break;
  }
  if (key.startsWith("s3:RequestObjectTag/")) return one(requestTags(request).get(key.slice(20)));
  if (key.startsWith("s3:ExistingObjectTag/")) return one(subject.tags[key.slice(21)]);
  if (key.startsWith("s3:x-amz-")) return one(header(request, key.slice("s3:".length)));
  const parameter = PARAMETERS.find((name) => key === `s3:${name}`);
  return parameter === undefined ? undefined : one(queryValue(request, parameter));
}

/** Answers a policy's condition keys for one request. */
export function factsOf(subject: Subject): Facts {
  return (key) => ofIdentity(key, subject) ?? ofSignature(key, subject) ?? ofRequest(key, subject);
}
