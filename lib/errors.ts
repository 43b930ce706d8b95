/** Every way in which Cooper can refuse or fail, with its HTTP status. A code without a status does not compile. */
export const STATUS = {
  invalid_request: 400,
  invalid_key: 400,
  invalid_bucket: 400,
  invalid_cursor: 400,
  invalid_ticket: 400,
  unauthenticated: 401,
  forbidden: 403,
  cross_origin: 403,
  not_found: 404,
  /** Said by S3 itself, and only to whoever may write the key: what was sent of this upload is no more. */
  upload_gone: 404,
  conflict: 409,
  incomplete_upload: 409,
  too_large: 413,
  unsupported_media_type: 415,
  bad_digest: 422,
  rate_limited: 429,
  internal: 500,
  not_supported: 501,
  s3_denied: 502,
  s3_error: 502,
  s3_unreachable: 502,
  s3_busy: 503,
  unavailable: 503,
  s3_timeout: 504,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** The one error that crosses walls: `message` is shown to people, so it says what to do and holds no secret. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

export type WireError = { error: { code: ErrorCode; message: string; requestId: string } };

export function toWireError(error: AppError, requestId: string): WireError {
  return { error: { code: error.code, message: error.message, requestId } };
}

/** Whether a parsed JSON value is Cooper's own error answer, and not one of a proxy in between. */
export function isWireError(value: unknown): value is WireError {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    String(error.code) in STATUS &&
    "message" in error
  );
}
