import type { SignedPart } from "@/lib/schemas/uploads";

/** A connection on which no byte moves for this long is taken for dead. */
export const STALL_MS = 30_000;
/** After the last byte, S3 may take its time to answer: it has to store them. */
export const ANSWER_MS = 90_000;
/** S3's errors are short; anything longer is not one. */
export const MAX_BODY = 8192;

/** Without a type of its own: the browser must add no Content-Type that was not signed. */
export const bytesOf = (body: Blob | ArrayBuffer): Blob | ArrayBuffer =>
  body instanceof Blob && body.type !== "" ? body.slice(0, body.size, "") : body;

/** Headers that a page may set; the browser sends the others by itself, exactly as they were signed. */
export const headersOf = ({ headers }: SignedPart): [string, string][] =>
  Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name));
