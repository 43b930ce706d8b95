import { S3Error } from "../errors";
import { header, queryValue, type S3Request } from "../http/request";
import { sha256Hex } from "./sha256";

/** What a request says about who signed it, when, and how: parsed, not yet believed. */
export type Claim = {
  /** Where the signature stands; a request of nobody has none. */
  kind: "header" | "query" | "form" | "none";
  accessKeyId: string;
  /** yyyymmdd of the credential scope. */
  day: string;
  region: string;
  scope: string;
  signedHeaders: string[];
  signature: string;
  longDate: string;
  signedAt: Date;
  /** Seconds; only in a query. */
  expires: number | null;
  /** As it stands in the canonical request. */
  payloadHash: string;
};

const PAYLOADS = new Set([
  "UNSIGNED-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
]);

export function parseLongDate(text: string): Date | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function checkedPayloadHash(value: string): string {
  if (!PAYLOADS.has(value) && !/^[0-9a-f]{64}$/.test(value))
    throw new S3Error(
      "InvalidArgument",
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
      { details: { ArgumentName: "x-amz-content-sha256", ArgumentValue: value } },
    );
  return value;
}

/** Version 2 ended with the buckets made until June 2020; the names of its fields are its own. */
function unsupportedVersion(): S3Error {
  return new S3Error(
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  );
}

type Complain = (message: string) => S3Error;

/** What a signature opens: one service of the several that share keys. */
export type ServiceName = "s3" | "sts";

export function parseCredential(text: string, complain: Complain, expected: ServiceName = "s3") {
  const parts = text.split("/");
  // An access key may hold `/` itself; the four last segments are the scope.
  const [day = "", region = "", service, terminal] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join("/");
  if (!accessKeyId || !/^\d{8}$/.test(day) || !region || service !== expected || terminal !== "aws4_request")
    throw complain(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request" with service "' +
        `${expected}".`,
    );
  return { accessKeyId, day, region, scope: `${day}/${region}/${expected}/aws4_request` };
}

function parseSignedHeaders(text: string, complain: Complain): string[] {
  const names = text.split(";");
  const sorted = [...new Set(names)].sort();
  if (names.some((name) => !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) || sorted.join(";") !== text)
    throw complain("the SignedHeaders are mal-formed; expecting lower-case names, sorted, once each.");
  return names;
}

function headerClaim(request: S3Request, authorization: string, service: ServiceName): Claim {
  const complain: Complain = (message) =>
    new S3Error("AuthorizationHeaderMalformed", `The authorization header is malformed; ${message}`);
  if (!authorization.startsWith("AWS4-HMAC-SHA256 ")) throw unsupportedVersion();
  const fields = new Map<string, string>();
  for (const part of authorization.slice("AWS4-HMAC-SHA256 ".length).split(",")) {
    const [name, ...rest] = part.trim().split("=");
    if (!name || rest.length === 0 || fields.has(name))
      throw complain("its fields are not Name=Value, once each.");
    fields.set(name, rest.join("="));
  }
  const [credential, signedHeaders, signature] = ["Credential", "SignedHeaders", "Signature"].map((name) =>
    fields.get(name),
  );
  if (credential === undefined || signedHeaders === undefined || signature === undefined || fields.size !== 3)
    throw complain(
      "the authorization header requires three components: Credential, SignedHeaders, and Signature.",
    );
  const longDate = header(request, "x-amz-date");
  const signedAt = longDate === undefined ? null : parseLongDate(longDate);
  if (longDate === undefined || signedAt === null)
    throw new S3Error("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
  const scope = parseCredential(credential, complain, service);
  if (!longDate.startsWith(scope.day))
    throw complain(`Invalid credential date "${scope.day}". This date is not the same as X-Amz-Date.`);
  // Only S3 wants the hash in a header: the others read the body first.
  const payloadHash =
    service === "s3" ? request.headers.get("x-amz-content-sha256")?.join(",") : sha256Hex("");
  if (payloadHash === undefined)
    throw new S3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  return {
    kind: "header",
    ...scope,
    signedHeaders: parseSignedHeaders(signedHeaders, complain),
    signature,
    longDate,
    signedAt,
    expires: null,
    payloadHash: checkedPayloadHash(payloadHash),
  };
}

function parseExpires(text: string, complain: Complain): number {
  if (!/^-?\d{1,15}$/.test(text)) throw complain("X-Amz-Expires should be a number");
  const expires = Number(text);
  if (expires < 1) throw complain("X-Amz-Expires must be positive");
  if (expires > 604_800)
    throw complain(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  return expires;
}

function queryClaim(request: S3Request): Claim {
  const complain: Complain = (message) => new S3Error("AuthorizationQueryParametersError", message);
  const names = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"];
  const values = names.map((name) => request.query.get(`X-Amz-${name}`));
  if (values.some((value) => value === undefined || value.length !== 1))
    throw complain(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  const [algorithm, credential = "", longDate = "", expires = "", signedHeaders = "", signature = ""] =
    values.map((value) => value?.[0]);
  if (algorithm !== "AWS4-HMAC-SHA256") throw complain('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  const scope = parseCredential(credential, (message) =>
    complain(`Error parsing the X-Amz-Credential parameter; ${message}`),
  );
  const signedAt = parseLongDate(longDate);
  if (signedAt === null)
    throw complain("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!longDate.startsWith(scope.day))
    throw complain(
      `Invalid credential date "${scope.day}". This date is not the same as X-Amz-Date: "${longDate}".`,
    );
  const payloadHash =
    request.headers.get("x-amz-content-sha256")?.join(",") ??
    queryValue(request, "X-Amz-Content-Sha256") ??
    "UNSIGNED-PAYLOAD";
  return {
    kind: "query",
    ...scope,
    signedHeaders: parseSignedHeaders(signedHeaders, complain),
    signature,
    longDate,
    signedAt,
    expires: parseExpires(expires, complain),
    payloadHash: checkedPayloadHash(payloadHash),
  };
}

/** Null for a request that claims nothing: an anonymous one. */
export function readClaim(request: S3Request, service: ServiceName = "s3"): Claim | null {
  const authorizations = request.headers.get("authorization");
  const inQuery = [...request.query.keys()].some((name) =>
    /^(X-Amz-(Algorithm|Signature|Credential)|Signature)$/.test(name),
  );
  if (authorizations !== undefined) {
    const [authorization = ""] = authorizations;
    if (inQuery || authorizations.length > 1)
      throw new S3Error(
        "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
        { details: { ArgumentName: "Authorization", ArgumentValue: authorization } },
      );
    return headerClaim(request, authorization, service);
  }
  if (inQuery && request.query.has("AWSAccessKeyId")) throw unsupportedVersion();
  return inQuery ? queryClaim(request) : null;
}

/** What stands for a claim in a request of nobody: it is for any region, and its bytes vouch for themselves. */
export function noClaim(request: S3Request): Claim {
  const payloadHash = checkedPayloadHash(header(request, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD");
  if (payloadHash.startsWith("STREAMING-AWS4"))
    throw new S3Error("AccessDenied", "Chunks can only be signed by a request that is signed itself.");
  return {
    kind: "none",
    accessKeyId: "",
    day: "",
    region: "us-east-1",
    scope: "",
    signedHeaders: [],
    signature: "",
    longDate: "",
    signedAt: new Date(0),
    expires: null,
    payloadHash,
  };
}
