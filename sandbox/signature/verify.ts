import { createHmac, timingSafeEqual } from "node:crypto";
import { getSigningKey } from "@smithy/signature-v4";
import { S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import { NO_QUIRKS, type Quirks } from "../profiles/quirks";
import type { Credential } from "../sts/accounts";
import { canonicalTexts } from "./canonical";
import type { Claim, ServiceName } from "./claim";
import { Sha256 } from "./sha256";

const SKEW_MS = 15 * 60_000;

export type SigningKey = Uint8Array;

export function hmacHex(key: SigningKey, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("hex");
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function requireSignedHeaders(request: S3Request, claim: Claim): void {
  const signed = new Set(claim.signedHeaders);
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !signed.has(name),
  );
  if (unsigned.length > 0)
    throw new S3Error("AccessDenied", "There were headers present in the request which were not signed", {
      details: { HeadersNotSigned: unsigned.sort().join(", ") },
    });
}

function requireTime(claim: Claim, now: Date): void {
  const age = now.getTime() - claim.signedAt.getTime();
  if (claim.expires === null) {
    if (Math.abs(age) > SKEW_MS)
      throw new S3Error("RequestTimeTooSkewed", undefined, {
        details: {
          RequestTime: claim.longDate,
          ServerTime: now.toISOString(),
          MaxAllowedSkewMilliseconds: SKEW_MS,
        },
      });
    return;
  }
  if (age < -SKEW_MS) throw new S3Error("AccessDenied", "Request is not yet valid");
  if (age >= claim.expires * 1000)
    throw new S3Error("AccessDenied", "Request has expired", {
      details: {
        "X-Amz-Expires": claim.expires,
        Expires: new Date(claim.signedAt.getTime() + claim.expires * 1000).toISOString(),
        ServerTime: now.toISOString(),
      },
    });
}

/** Temporary credentials hold with their token and for their time; others never came with one. */
function requireToken(token: string | undefined, { accessKeyId, session }: Credential, now: Date): void {
  if (session === null) {
    if (token !== undefined) throw new S3Error("InvalidToken", undefined, { details: { "Token-0": token } });
    return;
  }
  if (token === undefined)
    throw new S3Error("InvalidAccessKeyId", undefined, { details: { AWSAccessKeyId: accessKeyId } });
  if (!sameText(token, session.token))
    throw new S3Error("InvalidToken", undefined, { details: { "Token-0": token } });
  if (now >= session.expires) throw new S3Error("ExpiredToken", undefined, { details: { "Token-0": token } });
}

/** The credential behind a key id, if it is there and its token is right. */
export function requireCredential(
  credential: Credential | undefined,
  accessKeyId: string,
  token: string | undefined,
  now: Date,
): Credential {
  if (credential === undefined)
    throw new S3Error("InvalidAccessKeyId", undefined, { details: { AWSAccessKeyId: accessKeyId } });
  requireToken(token, credential, now);
  return credential;
}

/** The latest key of each credential: nearly all requests are of one day, region and service. */
const derived = new WeakMap<Credential, { scope: string; key: SigningKey }>();

export async function signingKey(
  credentials: Credential,
  { day, region }: Pick<Claim, "day" | "region">,
  service: ServiceName = "s3",
): Promise<SigningKey> {
  const scope = `${day}/${region}/${service}`;
  const known = derived.get(credentials);
  if (known?.scope === scope) return known.key;
  const key = await getSigningKey(Sha256, credentials, day, region, service);
  derived.set(credentials, { scope, key });
  return key;
}

/** Believes the claim or throws what S3 would answer; the key also signs the chunks of a streamed body. */
export async function verifyClaim(
  request: S3Request,
  claim: Claim,
  found: Credential | undefined,
  now: Date,
  quirks: Quirks = NO_QUIRKS,
  service: ServiceName = "s3",
): Promise<{ key: SigningKey; credential: Credential }> {
  const token = header(request, "x-amz-security-token");
  const credential = requireCredential(found, claim.accessKeyId, token, now);
  if (!quirks.takesUnsignedHeaders) requireSignedHeaders(request, claim);
  requireTime(claim, now);
  const key = await signingKey(credential, claim, service);
  const { canonicalRequest, stringToSign } = canonicalTexts(request, claim);
  if (!sameText(hmacHex(key, stringToSign), claim.signature))
    throw new S3Error("SignatureDoesNotMatch", undefined, {
      details: {
        AWSAccessKeyId: claim.accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: claim.signature,
        CanonicalRequest: canonicalRequest,
      },
    });
  return { key, credential };
}
