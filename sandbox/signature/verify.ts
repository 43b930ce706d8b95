import { createHmac, timingSafeEqual } from "node:crypto";
import { getSigningKey } from "@smithy/signature-v4";
import { S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import { NO_QUIRKS, type Quirks } from "../profiles/quirks";
import { canonicalTexts } from "./canonical";
import type { Claim } from "./claim";
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

/** Believes the claim or throws what S3 would answer; the key also signs the chunks of a streamed body. */
export async function verifyClaim(
  request: S3Request,
  claim: Claim,
  secretAccessKey: string | undefined,
  now: Date,
  quirks: Quirks = NO_QUIRKS,
): Promise<SigningKey> {
  if (secretAccessKey === undefined)
    throw new S3Error("InvalidAccessKeyId", undefined, { details: { AWSAccessKeyId: claim.accessKeyId } });
  if (header(request, "x-amz-security-token") !== undefined) throw new S3Error("InvalidToken");
  if (!quirks.takesUnsignedHeaders) requireSignedHeaders(request, claim);
  requireTime(claim, now);
  const credentials = { accessKeyId: claim.accessKeyId, secretAccessKey };
  const key = await getSigningKey(Sha256, credentials, claim.day, claim.region, "s3");
  const { canonicalRequest, stringToSign } = await canonicalTexts(request, claim);
  if (!sameText(hmacHex(key, stringToSign), claim.signature))
    throw new S3Error("SignatureDoesNotMatch", undefined, {
      details: {
        AWSAccessKeyId: claim.accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: claim.signature,
        CanonicalRequest: canonicalRequest,
      },
    });
  return key;
}
