/** Why one request for bytes did not bring them. */
export type Trouble =
  | { type: "answer"; status: number; code: string | null; retryAfter: number | null }
  /** No answer that this page may read: no connection, a reset, CORS. */
  | { type: "network" }
  | { type: "stalled" }
  | { type: "truncated" }
  /** Another object, or another state of it, than the one that was listed. */
  | { type: "changed" }
  /** The browser unpacks what is marked as compressed, so that the stored bytes cannot be had. */
  | { type: "encoded" }
  /** Nothing in the answer tells which state of the object it is: it has to be asked for by its ETag. */
  | { type: "nameless" };

export class RequestTrouble extends Error {
  override readonly name = "RequestTrouble";
  readonly trouble: Trouble;
  constructor(trouble: Trouble, cause?: unknown) {
    super(trouble.type, { cause });
    this.trouble = trouble;
  }
}

/** One object cannot be had; the others may. `reason` is shown as it stands. */
export class ObjectFailure extends Error {
  override readonly name = "ObjectFailure";
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
  }
}

/** What an answer says of one object for good, or null where another try may bring another answer. */
export function finalReason(trouble: Trouble): string | null {
  switch (trouble.type) {
    case "changed":
      return "It was changed or replaced while it was read.";
    case "encoded":
      return "It is marked as compressed, and the browser unpacks it: its stored bytes cannot be read here.";
    case "answer":
      return ofStatus(trouble.status, trouble.code);
    default:
      return null;
  }
}

function ofStatus(status: number, code: string | null): string | null {
  if (code === "InvalidObjectState") return "It is archived. Restore it first.";
  if (status === 404) return "It was deleted meanwhile.";
  if (status === 412 || status === 416) return "It was changed or replaced while it was read.";
  const passing = status >= 500 || status === 429 || status === 408;
  // 403 may be no more than a signature that is too old: who reads asks for a new one first.
  return passing || isRefusal(status) ? null : `S3 refused it with HTTP ${status}${code ? ` ${code}` : ""}.`;
}

export const isRefusal = (status: number): boolean => status === 400 || status === 401 || status === 403;
export const isBusy = (trouble: Trouble): boolean =>
  trouble.type === "answer" && (trouble.status === 503 || trouble.status === 429);

/** A try's end in words. */
export function describe(trouble: Trouble): string {
  switch (trouble.type) {
    case "answer":
      return `S3 answers with HTTP ${trouble.status}${trouble.code ? ` ${trouble.code}` : ""}`;
    case "stalled":
      return "Nothing came for 30 seconds";
    case "truncated":
      return "The answer ended too early";
    default:
      return "The connection broke off";
  }
}
