import { invalidArgument, S3Error } from "./errors";
import { NO_QUIRKS, type Quirks } from "./profiles/quirks";

export type ByteRange = { start: number; end: number };

/**
 * The bytes that a Range header asks for, both ends included. Null means the whole object: S3 ignores what is not one
 * well-formed range of bytes, and refuses (416) only a range that lies outside.
 */
export function parseRange(
  header: string | undefined,
  size: number,
  quirks: Quirks = NO_QUIRKS,
): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || header === undefined) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  const outside = () =>
    new S3Error("InvalidRange", undefined, {
      details: { RangeRequested: header, ActualObjectSize: size },
      headers: { "content-range": `bytes */${size}` },
    });
  if (first === "") {
    const suffix = Number(last);
    if (suffix === 0 && size > 0 && quirks.readsLastZeroAsAll) return { start: 0, end: size - 1 };
    if (suffix === 0) throw outside();
    // The end of nothing is satisfiable (RFC 9110, 14.1.2), and no Content-Range could say so: S3 answers 200.
    if (size === 0) return null;
    return { start: Math.max(size - suffix, 0), end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) {
    if (quirks.refusesReversedRange) throw outside();
    return null;
  }
  if (start >= size) throw outside();
  return { start, end };
}

const FORM =
  "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";

/** The bytes that UploadPartCopy is to take: unlike a read, S3 refuses whatever is not exactly one range inside. */
export function parseCopyRange(text: string, size: number): ByteRange {
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || start > end) throw invalidArgument("x-amz-copy-source-range", text, FORM);
  if (start >= size)
    throw new S3Error("InvalidRequest", "The specified copy range is invalid for the source object size");
  if (end >= size)
    throw invalidArgument(
      "x-amz-copy-source-range",
      text,
      `Range specified is not valid for source object of size: ${size}`,
    );
  return { start, end };
}
