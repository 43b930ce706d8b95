import { Body } from "./body/body";
import { answerPreflight, type CorsRule, corsHeaders, EVERY_ORIGIN, findRule } from "./cors";
import { S3Error } from "./errors";
import type { Reply } from "./http/reply";
import { header, type S3Request } from "./http/request";
import { requireBucketName } from "./operations/buckets";
import type { User } from "./operations/call";
import { requireRights } from "./operations/rights";
import { findOperation, type Operation } from "./operations/table";
import { heard, requireOffered } from "./profiles/heard";
import { requireFileName } from "./profiles/key-names";
import type { Quirks } from "./profiles/quirks";
import { toldReply } from "./profiles/told";
import { requireStored } from "./scale/guard";
import { type Claim, readClaim } from "./signature/claim";
import { verifyClaim } from "./signature/verify";
import { REGIONS } from "./store/bucket";
import type { Buckets } from "./store/buckets";

const MAX_KEY_BYTES = 1024;
/** What a request without a use for a body may carry; it is read only to check what was promised about it. */
const MAX_IDLE_BODY = 1024 * 1024;

export type Service = {
  buckets: Buckets;
  users: ReadonlyMap<string, User>;
  now: () => Date;
  quirks: Quirks;
  restoreSeconds?: number | undefined;
};

/** Which regions this request may be signed for; the first one is what S3 tells a client to use instead. */
function regionsFor(operation: Operation, request: S3Request, buckets: Buckets): readonly string[] {
  const bucket = request.bucket === null ? undefined : buckets.find(request.bucket);
  if (!bucket || operation.name === "CreateBucket") return REGIONS;
  return operation.name === "GetBucketLocation" ? [bucket.region, "us-east-1"] : [bucket.region];
}

function requireRegion(claim: Claim, regions: readonly string[], isBucket: boolean): void {
  if (regions.includes(claim.region)) return;
  const [expected = ""] = regions;
  const message = `the region '${claim.region}' is wrong; expecting '${expected}'`;
  const options = {
    details: { Region: expected },
    headers: isBucket ? { "x-amz-bucket-region": expected } : {},
  };
  if (claim.kind === "header")
    throw new S3Error(
      "AuthorizationHeaderMalformed",
      `The authorization header is malformed; ${message}`,
      options,
    );
  throw new S3Error(
    "AuthorizationQueryParametersError",
    `Error parsing the X-Amz-Credential parameter; ${message}`,
    options,
  );
}

/** Undefined where there is no such bucket. */
function rulesFor(
  request: S3Request,
  buckets: Buckets,
  quirks: Quirks,
): readonly CorsRule[] | null | undefined {
  if (quirks.allowsEveryOrigin) return [EVERY_ORIGIN];
  const bucket = request.bucket === null ? undefined : buckets.find(request.bucket);
  return bucket ? bucket.cors : undefined;
}

function preflight(request: S3Request, { buckets, quirks }: Service): Reply {
  const asked = {
    origin: header(request, "origin"),
    method: header(request, "access-control-request-method"),
    requestHeaders: header(request, "access-control-request-headers"),
  };
  const rules = rulesFor(request, buckets, quirks);
  return { status: 200, headers: answerPreflight(rules, asked, request.key === null ? "BUCKET" : "OBJECT") };
}

/** What the bucket's rules add to any answer to a page, errors included; nothing where no rule fits. */
export function corsHeadersFor(request: S3Request, { buckets, quirks }: Service): Record<string, string> {
  const origin = header(request, "origin");
  const rules = rulesFor(request, buckets, quirks);
  if (origin === undefined || !rules || request.method === "OPTIONS") return {};
  const rule = findRule(rules, origin, request.method);
  return rule ? corsHeaders(rule, origin) : {};
}

/** From a parsed request to its answer: authenticate, check the place and the right, then run. Throws S3Error. */
export async function handle(request: S3Request, service: Service): Promise<Reply> {
  if (request.method === "OPTIONS") return preflight(request, service);
  const { buckets, users, now, restoreSeconds, quirks } = service;
  const claim = readClaim(request);
  if (claim === null) throw new S3Error("AccessDenied");
  const user = users.get(claim.accessKeyId);
  const operation = findOperation(request);
  if (!quirks.takesAnyRegion)
    requireRegion(claim, regionsFor(operation, request, buckets), request.bucket !== null);
  const key = await verifyClaim(request, claim, user?.secretAccessKey, now(), quirks);
  if (!user) throw new S3Error("InvalidAccessKeyId");
  requireRights(user, operation, request);
  requireOffered(request, operation, quirks);
  if (request.bucket !== null) {
    requireBucketName(request.bucket);
    if (operation.name !== "CreateBucket") requireStored(buckets.get(request.bucket), operation);
  }
  const keyBytes = Buffer.byteLength(request.key ?? "");
  if (keyBytes > MAX_KEY_BYTES)
    throw new S3Error("KeyTooLongError", undefined, {
      details: { Size: keyBytes, MaxSizeAllowed: MAX_KEY_BYTES },
    });
  if (quirks.namesAreFileNames && request.key !== null) requireFileName(request.key);
  const keepsVersions = buckets.find(request.bucket ?? "")?.settings.versioning === "Enabled";
  const asked = heard(request, operation, quirks, keepsVersions);
  const body = new Body(asked, claim, key, operation.checksumOfObject);
  if (!operation.takesBody) await body.text(MAX_IDLE_BODY);
  const reply = await operation.run({
    request: asked,
    body,
    claim,
    user,
    buckets,
    now,
    restoreSeconds,
    quirks,
  });
  return toldReply(reply, quirks);
}
