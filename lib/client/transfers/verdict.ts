import type { Answer } from "./deps";

/** What S3's answer to a part means. Whether a retry helps is decided here and nowhere else. */
export type Verdict =
  | { type: "stored"; etag: string | null }
  | { type: "taken" }
  | { type: "expired" }
  /** `own`: the store works, and it is these bytes that did not reach it as they should. */
  | { type: "again"; reason: string; busy: boolean; own: boolean; retryAfter: number | null }
  /** Nothing is taken without a digest here. */
  | { type: "digest"; reason: string }
  | { type: "gone"; reason: string }
  | { type: "refused"; reason: string };

const AGAIN_CODES = new Set([
  "RequestTimeout",
  "SlowDown",
  "InternalError",
  "ServiceUnavailable",
  "OperationAborted",
  "ConditionalRequestConflict",
]);
/** What arrived is not what was sent: the line changed it. */
const CHANGED_CODES = new Set(["BadDigest", "IncompleteBody", "XAmzContentChecksumMismatch"]);

const LOCKED =
  "This bucket locks its objects: S3 takes only uploads with a checksum here, and this browser cannot make one";

export function judge(answer: Extract<Answer, { type: "answer" }>, urlExpired: boolean): Verdict {
  const { status, etag, retryAfter } = answer;
  if (status >= 200 && status < 300) return { type: "stored", etag };
  if (status === 412) return { type: "taken" };
  const { code, message } = s3Error(answer.body);
  const locks = message?.includes("with Object Lock parameters");
  if (locks) return { type: "digest", reason: LOCKED };
  const reason = code ? `S3 answered ${code}${message ? `: ${message}` : ""}` : `S3 answered HTTP ${status}`;
  if (status === 403 && (urlExpired || code === "ExpiredToken" || /\bexpired\b/i.test(message ?? "")))
    return { type: "expired" };
  if (code === "NoSuchUpload") return { type: "gone", reason };
  // Not implemented, and no room left: waiting changes neither.
  if (status === 501 || status === 507) return { type: "refused", reason };
  const own = code !== null && CHANGED_CODES.has(code);
  if (own || status >= 500 || status === 429 || status === 408 || (code && AGAIN_CODES.has(code)))
    return {
      type: "again",
      reason,
      busy: status === 503 || status === 429 || code === "SlowDown",
      own,
      retryAfter,
    };
  return { type: "refused", reason };
}

/** Code and message of S3's XML error, where there is one; taken as text, so that nothing of it is ever parsed as markup. */
export function s3Error(body: string): { code: string | null; message: string | null } {
  return { code: element(body, "Code"), message: element(body, "Message") };
}

function element(xml: string, name: string): string | null {
  const text = new RegExp(`<${name}>([^<]{0,500})</${name}>`).exec(xml)?.[1];
  if (text === undefined) return null;
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\.$/, "");
}
