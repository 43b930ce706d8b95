import "server-only";
import type { AppError, ErrorCode } from "@/lib/errors";

/** A refusal in S3's own words: whoever sends to a relayed address reads it as an answer of S3. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;
  /** Seconds. */
  readonly retryAfter: string | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const CODES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: "AccessDenied",
  forbidden: "AccessDenied",
  cross_origin: "AccessDenied",
  invalid_request: "InvalidRequest",
  not_found: "NoSuchKey",
  upload_gone: "NoSuchUpload",
  not_supported: "NotImplemented",
  s3_busy: "SlowDown",
  s3_timeout: "RequestTimeout",
  s3_unreachable: "ServiceUnavailable",
  unavailable: "ServiceUnavailable",
};

export function toRefusal(error: AppError): Refusal {
  const { status, code, message, retryAfter } = error;
  return new Refusal(status, CODES[code] ?? "InternalError", message, retryAfter?.toString());
}

/** S3's XML. Made anew also where S3 gave one: its own names the inner endpoint and the access key. */
export function refusalAnswer({ status, code, message, retryAfter }: Refusal, requestId: string): Response {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${toXml(code)}</Code><Message>${toXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
  return new Response(xml, {
    status,
    headers: {
      "content-type": "application/xml",
      ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
    },
  });
}

/** Code and message of S3's own error, taken as text. */
export function storeRefusal(status: number, body: string, retryAfter: string | undefined): Refusal {
  const element = (name: string) =>
    fromXml(new RegExp(`<${name}>([^<]{1,500})</${name}>`).exec(body)?.[1] ?? "");
  const code = element("Code") || BY_STATUS[status] || "InternalError";
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  if (isRedirect)
    return new Refusal(
      502,
      code,
      "The store sends this bucket's requests elsewhere: its region or endpoint is configured wrongly.",
    );
  return new Refusal(status, code, element("Message") || `The store answered HTTP ${status}.`, retryAfter);
}

/** Where the store says nothing (HEAD) or no XML (a proxy before it). */
const BY_STATUS: Record<number, string> = {
  403: "AccessDenied",
  404: "NoSuchKey",
  412: "PreconditionFailed",
  416: "InvalidRange",
  429: "SlowDown",
  503: "SlowDown",
};

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function toXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char as keyof typeof ENTITIES]);
}

function fromXml(text: string): string {
  return Object.entries(ENTITIES)
    .reverse()
    .reduce((result, [char, entity]) => result.replaceAll(entity, char), text);
}
