import { AppError, type ErrorCode } from "@/lib/errors";

/** How a failed read is told: what failed, in the words of this place, and what can be done about it. */
export type Failure = {
  title: string;
  /** Cooper's own sentence, which knows the details. */
  message: string;
  advice: string;
  /** It may pass by itself, and is tried again until it does. */
  passing: boolean;
  /** Signing in is what helps. */
  signIn: boolean;
};

type Telling = { title: string; advice: string };

const PASSING: ReadonlySet<ErrorCode> = new Set(["unavailable", "s3_busy", "s3_timeout", "s3_unreachable"]);

const TELLING: Record<ErrorCode, Telling> = {
  s3_unreachable: {
    title: "The S3 server cannot be reached",
    advice: "Cooper itself runs, and keeps trying.",
  },
  s3_timeout: {
    title: "The S3 server does not answer in time",
    advice: "Cooper keeps trying.",
  },
  s3_busy: {
    title: "The S3 server is busy",
    advice: "This often passes within a minute.",
  },
  s3_denied: {
    title: "The S3 server refuses access",
    // The reasons are many, and the message names the one: the advice must not name another.
    advice: "Once that is done, try again.",
  },
  s3_error: {
    title: "The S3 server failed",
    advice: "If it stays so when you try again, tell your administrator.",
  },
  not_found: {
    title: "Nothing here",
    advice: "Check the address, or go back.",
  },
  upload_gone: { title: "This upload is no longer known", advice: "Start it again." },
  forbidden: {
    title: "You may not do this",
    advice: "What you may do here is decided in Cooper's grants.",
  },
  unauthenticated: { title: "You are signed out", advice: "You come back to this place." },
  unavailable: {
    title: "Cooper cannot be reached",
    advice: "This page keeps trying.",
  },
  rate_limited: { title: "Too many requests", advice: "It helps to wait." },
  cross_origin: {
    title: "The request was refused",
    advice:
      "It did not look as if it came from this page. Reload, and use the address that Cooper is known by.",
  },
  invalid_request: { title: "This cannot be asked", advice: "Check the address, or go back." },
  invalid_key: { title: "This is not a key", advice: "Check the address, or go back." },
  invalid_bucket: { title: "This is not a bucket name", advice: "Check the address, or go back." },
  invalid_cursor: { title: "The list has moved on", advice: "Load it again from the start." },
  invalid_ticket: { title: "This upload is no longer known", advice: "Start it again." },
  conflict: { title: "The name is taken", advice: "Choose another name, or look at what is there." },
  bad_digest: { title: "The bytes arrived changed", advice: "Nothing was stored. Send the file again." },
  incomplete_upload: { title: "The upload is not complete", advice: "Try again." },
  too_large: { title: "This is too much at once", advice: "Choose less, and repeat." },
  unsupported_media_type: { title: "This cannot be asked", advice: "Reload the page, then try again." },
  not_supported: { title: "The store cannot do this", advice: "Other S3 servers may." },
  internal: { title: "Cooper failed", advice: "Try again; if it stays so, Cooper's log knows more." },
};

export function describeFailure(error: unknown): Failure {
  const known = error instanceof AppError ? error : new AppError("internal", "Something went wrong here.");
  return {
    ...TELLING[known.code],
    message: known.message,
    passing: isPassing(known),
    signIn: known.code === "unauthenticated",
  };
}

/** Whether trying again, unchanged, is what helps. */
export function isPassing(error: unknown): boolean {
  return error instanceof AppError && PASSING.has(error.code);
}

/** Milliseconds until the next try: doubling from 1 s to 15 s, never before the server said. */
export function retryDelay(failures: number, error: unknown): number {
  const asked = error instanceof AppError ? (error.retryAfter ?? 0) * 1000 : 0;
  return Math.max(asked, Math.min(15_000, 1000 * 2 ** failures));
}
