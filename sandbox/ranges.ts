import { S3Error } from "./errors";
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
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
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
    if (suffix === 0 && quirks.readsLastZeroAsAll) return { start: 0, end: size - 1 };
    if (suffix === 0 || size === 0) throw outside();
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
