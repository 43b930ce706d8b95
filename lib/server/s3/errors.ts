import "server-only";
import { AppError } from "@/lib/errors";

type SdkError = Error & {
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
};

/** The region that S3 names in an answer to a request that was signed for another one. */
export function regionHint(error: unknown): string | undefined {
  const headers = (error as SdkError).$response?.headers;
  return headers?.["x-amz-bucket-region"];
}

export function httpStatus(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

/** S3's code for what went wrong (`NoSuchUpload`, `PreconditionFailed`), as the SDK names it. */
export function s3Code(error: unknown): string {
  return error instanceof Error ? error.name : "Unknown";
}

const CODES: Record<string, (cause: unknown) => AppError> = {
  NoSuchKey: (cause) => new AppError("not_found", "There is no such object.", { cause }),
  NoSuchVersion: (cause) => new AppError("not_found", "There is no such version of this object.", { cause }),
  NoSuchBucket: (cause) => new AppError("not_found", "The store has no bucket of this name.", { cause }),
  BadDigest: (cause) => changed(cause),
  XAmzContentChecksumMismatch: (cause) => changed(cause),
  NoSuchUpload: (cause) =>
    new AppError("upload_gone", "This upload was completed or aborted already.", { cause }),
  PreconditionFailed: (cause) =>
    new AppError("conflict", "An object of this name exists already.", { cause }),
  ConditionalRequestConflict: (cause) =>
    new AppError("conflict", "Somebody else is writing this object just now. Try again.", { cause }),
  // Google's store answers a batch with it under the status 400.
  NotImplemented: (cause) => new AppError("not_supported", "The store does not support this.", { cause }),
  KeyTooLongError: (cause) => new AppError("invalid_key", "The store finds this key too long.", { cause }),
  SlowDown: (cause) => busy(cause),
  ServiceUnavailable: (cause) => busy(cause),
  TooManyRequests: (cause) => busy(cause),
  InvalidAccessKeyId: (cause) => denied("does not know the access key that Cooper has", cause),
  SignatureDoesNotMatch: (cause) =>
    denied("refuses the signature: the secret key, or a proxy that rewrites requests", cause),
  ExpiredToken: (cause) => denied("says that Cooper's credentials have expired", cause),
  RequestTimeTooSkewed: (cause) =>
    denied("says that the clock of Cooper's server is more than 15 minutes off", cause),
  CredentialsProviderError: (cause) =>
    new AppError("s3_denied", "Cooper found no credentials for this connection. Check its configuration.", {
      cause,
    }),
  AuthorizationHeaderMalformed: (cause) => redirected(cause),
  PermanentRedirect: (cause) => redirected(cause),
  TemporaryRedirect: (cause) => redirected(cause),
};

const changed = (cause: unknown) =>
  new AppError(
    "bad_digest",
    "The store refused the bytes: they do not fit their checksum, so something changed them on the way. Nothing was stored; send them again.",
    { cause },
  );
const busy = (cause: unknown) =>
  new AppError("s3_busy", "The store is busy and asks to slow down.", {
    cause,
    retryAfter: 2,
  });
const denied = (why: string, cause: unknown) =>
  new AppError("s3_denied", `The store ${why}. Your administrator can mend this.`, { cause });
const redirected = (cause: unknown) =>
  new AppError(
    "s3_error",
    "The store sends this bucket's requests elsewhere: its region or endpoint is configured wrongly.",
    {
      cause,
    },
  );

const NETWORK: Record<string, string> = {
  ECONNREFUSED: "nothing listens at its address",
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved just now",
  ECONNRESET: "it cut the connection",
  EPIPE: "it cut the connection",
  EHOSTUNREACH: "there is no route to its address",
  ENETUNREACH: "there is no network",
  ETIMEDOUT: "it does not answer",
  CERT_HAS_EXPIRED: "its TLS certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its TLS certificate is self-signed: name its authority in caFile",
  SELF_SIGNED_CERT_IN_CHAIN: "its TLS certificate is from an unknown authority: name it in caFile",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its TLS certificate is from an unknown authority: name it in caFile",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its TLS certificate is from an unknown authority: name it in caFile",
  ERR_TLS_CERT_ALTNAME_INVALID: "its TLS certificate is for another name",
};

/** Any failure of a call to S3 as one of Cooper's errors. The message never holds the inner endpoint. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error))
    return new AppError("s3_error", "The store failed without a reason.", { cause: error });
  const { code, name } = error as SdkError;
  const known = CODES[name];
  if (known) return known(error);
  if (name === "TimeoutError" || name === "AbortError") {
    return new AppError("s3_timeout", "The store did not answer in time. It may be slow or away.", {
      cause: error,
    });
  }
  const network = code ? NETWORK[code] : undefined;
  if (network)
    return new AppError("s3_unreachable", `The store cannot be reached: ${network}.`, { cause: error });
  return byStatus(error, httpStatus(error));
}

function byStatus(error: Error, status: number | undefined): AppError {
  if (status === 404)
    return new AppError("not_found", "There is no such object or bucket.", { cause: error });
  if (status === 401 || status === 403) return denied(`refused this with ${error.name}`, error);
  if (status === 412)
    return new AppError("conflict", "An object of this name exists already.", { cause: error });
  if (status === 429 || status === 503) return busy(error);
  if (status === 405 || status === 501) {
    return new AppError("not_supported", "The store does not support this.", { cause: error });
  }
  if (status !== undefined && status >= 300 && status < 400) return redirected(error);
  if (status === undefined) {
    return new AppError(
      "s3_error",
      "The answer was not one of an S3 store. Check the connection's endpoint.",
      { cause: error },
    );
  }
  return new AppError("s3_error", `The store failed with ${error.name} (HTTP ${status}).`, { cause: error });
}
