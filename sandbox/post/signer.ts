import { invalidArgument, S3Error } from "../errors";
import type { Service, Signer } from "../handle";
import type { S3Request } from "../http/request";
import { ANONYMOUS } from "../policy/identity";
import { type Claim, noClaim, parseCredential, parseLongDate } from "../signature/claim";
import { hmacHex, requireCredential, sameText, signingKey } from "../signature/verify";
import type { Bucket } from "../store/bucket";
import type { Fields } from "./fields";

const WEEK_MS = 7 * 24 * 3600_000;
const SKEW_MS = 15 * 60_000;

/** In the order in which S3 misses them. */
const NEEDED = ["X-Amz-Signature", "Policy", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date"];

export function missing(name: string): S3Error {
  const message = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`;
  return invalidArgument(name, "", message);
}

function readFormClaim(fields: Fields, bucket: Bucket, now: Date): Claim {
  const [signature = "", , algorithm = "", credential = "", longDate = ""] = NEEDED.map((name) => {
    const field = fields.get(name.toLowerCase());
    if (field === undefined) throw missing(name);
    return field.value;
  });
  if (algorithm !== "AWS4-HMAC-SHA256")
    throw invalidArgument("X-Amz-Algorithm", algorithm, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  const wrong = (message: string) => invalidArgument("X-Amz-Credential", credential, message);
  const scope = parseCredential(credential, wrong);
  if (scope.region !== bucket.region)
    throw new S3Error(
      "InvalidArgument",
      `the region '${scope.region}' is wrong; expecting '${bucket.region}'`,
      {
        details: { ArgumentName: "X-Amz-Credential", ArgumentValue: credential, Region: bucket.region },
      },
    );
  const signedAt = parseLongDate(longDate);
  if (signedAt === null)
    throw invalidArgument("X-Amz-Date", longDate, "X-Amz-Date must be formated via ISO8601 Long format");
  if (!longDate.startsWith(scope.day))
    throw wrong(`incorrect date "${scope.day}": it is not that of X-Amz-Date.`);
  const age = now.getTime() - signedAt.getTime();
  // "The signing key is valid for up to seven days."
  if (age > WEEK_MS || age < -SKEW_MS)
    throw new S3Error("AccessDenied", age > 0 ? "Request has expired" : "Request is not yet valid");
  return {
    kind: "form",
    ...scope,
    signedHeaders: [],
    signature,
    longDate,
    signedAt,
    expires: null,
    payloadHash: "UNSIGNED-PAYLOAD",
  };
}

/** Who signed the form's policy; a form without any of a signature is nobody's. */
export async function formSigner(
  request: S3Request,
  fields: Fields,
  bucket: Bucket,
  { accounts, now }: Pick<Service, "accounts" | "now">,
): Promise<Signer> {
  if (fields.has("awsaccesskeyid") || fields.has("signature"))
    throw new S3Error(
      "InvalidRequest",
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  const signs = ["signature", "algorithm", "credential", "date", "security-token"];
  if (!signs.some((name) => fields.has(`x-amz-${name}`)))
    return { claim: noClaim({ ...request, headers: new Map() }), key: new Uint8Array(), identity: ANONYMOUS };
  const claim = readFormClaim(fields, bucket, now());
  const token = fields.get("x-amz-security-token")?.value;
  const credential = requireCredential(accounts.find(claim.accessKeyId), claim.accessKeyId, token, now());
  const key = await signingKey(credential, claim);
  // What is signed is the policy as it was sent, before anything is made of it.
  const policy = fields.get("policy")?.value ?? "";
  if (!sameText(hmacHex(key, policy), claim.signature))
    throw new S3Error("SignatureDoesNotMatch", undefined, {
      details: {
        AWSAccessKeyId: claim.accessKeyId,
        StringToSign: policy,
        SignatureProvided: claim.signature,
        StringToSignBytes: Buffer.from(policy)
          .toString("hex")
          .replace(/..(?=.)/g, "$& "),
      },
    });
  return { claim, key, identity: credential.identity };
}
