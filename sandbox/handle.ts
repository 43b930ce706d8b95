import { Body } from "./body/body";
import { answerPreflight, type CorsRule, corsHeaders, EVERY_ORIGIN, findRule } from "./cors";
import { S3Error } from "./errors";
import type { Reply } from "./http/reply";
import { header, type S3Request } from "./http/request";
import { requireBucketName } from "./operations/buckets";
import type { Call } from "./operations/call";
import type { Operation } from "./operations/operation";
import { hideAbsence, requireRights } from "./operations/rights";
import { findOperation } from "./operations/table";
import { ANONYMOUS, type Identity } from "./policy/identity";
import { Rights } from "./policy/rights";
import { isFormUpload, postObject } from "./post/upload";
import { heard, requireOffered } from "./profiles/heard";
import { requireFileName } from "./profiles/key-names";
import type { Quirks } from "./profiles/quirks";
import { toldReply } from "./profiles/told";
import { requireStored } from "./scale/guard";
import { type Claim, noClaim, readClaim } from "./signature/claim";
import { type SigningKey, verifyClaim } from "./signature/verify";
import { REGIONS } from "./store/bucket";
import type { Buckets } from "./store/buckets";
import type { Accounts } from "./sts/accounts";
import { answerTokens, isTokenRequest } from "./sts/answer";

const MAX_KEY_BYTES = 1024;
/** What a request without a use for a body may carry; it is read only to check what was promised about it. */
const MAX_IDLE_BODY = 1024 * 1024;

export type Service = {
  buckets: Buckets;
  accounts: Accounts;
  kmsKeys: readonly string[];
  now: () => Date;
  quirks: Quirks;
  restoreSeconds?: number | undefined;
};

/** On whose behalf a request comes, by its own word or proven by its signature. */
export type Signer = { claim: Claim; key: SigningKey; identity: Identity };

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

async function signerOf(request: S3Request, claim: Claim | null, service: Service): Promise<Signer> {
  if (claim === null) {
    // "Request specific response headers cannot be used for anonymous GET requests."
    if ([...request.query.keys()].some((name) => name.startsWith("response-")))
      throw new S3Error(
        "InvalidRequest",
        "Request specific response headers cannot be used for anonymous GET requests.",
      );
    return { claim: noClaim(request), key: new Uint8Array(), identity: ANONYMOUS };
  }
  const found = service.accounts.find(claim.accessKeyId);
  const { key, credential } = await verifyClaim(request, claim, found, service.now(), service.quirks);
  return { claim, key, identity: credential.identity };
}

function requirePlace(request: S3Request, operation: Operation, buckets: Buckets): void {
  if (request.bucket !== null) {
    requireBucketName(request.bucket);
    if (operation.name !== "CreateBucket") requireStored(buckets.get(request.bucket), operation);
  }
  const keyBytes = Buffer.byteLength(request.key ?? "");
  if (keyBytes > MAX_KEY_BYTES)
    throw new S3Error("KeyTooLongError", undefined, {
      details: { Size: keyBytes, MaxSizeAllowed: MAX_KEY_BYTES },
    });
}

/** A request of someone known that has all it needs to run; refused if it has not the right. */
export function permit(
  request: S3Request,
  operation: Operation,
  { claim, key, identity }: Signer,
  { buckets, accounts, kmsKeys, now, restoreSeconds, quirks }: Service,
): Call {
  requireOffered(request, operation, quirks);
  requirePlace(request, operation, buckets);
  if (quirks.namesAreFileNames && request.key !== null) requireFileName(request.key);
  const rights = new Rights({ request, claim, identity, buckets, now, operation: operation.name });
  requireRights(rights, operation, request);
  const keepsVersions = buckets.find(request.bucket ?? "")?.settings.versioning === "Enabled";
  const asked = heard(request, operation, quirks, keepsVersions);
  const body = new Body(asked, claim, key, operation.checksumOfObject);
  return { request: asked, body, claim, rights, accounts, kmsKeys, buckets, now, restoreSeconds, quirks };
}

/** From a parsed request to its answer: authenticate, check the place and the right, then run. Throws S3Error. */
export async function handle(request: S3Request, service: Service): Promise<Reply> {
  const { buckets, quirks } = service;
  if (request.method === "OPTIONS") return preflight(request, service);
  if (isTokenRequest(request)) return await answerTokens(request, service);
  if (isFormUpload(request)) return toldReply(await postObject(request, service, permit), quirks);
  const claim = readClaim(request);
  const operation = findOperation(request);
  if (claim && !quirks.takesAnyRegion)
    requireRegion(claim, regionsFor(operation, request, buckets), request.bucket !== null);
  const call = permit(request, operation, await signerOf(request, claim, service), service);
  if (!operation.takesBody) await call.body.text(MAX_IDLE_BODY);
  try {
    return toldReply(await operation.run(call), quirks);
  } catch (error) {
    throw hideAbsence(error, call.rights, request);
  }
}
