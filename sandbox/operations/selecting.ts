import type { ObjectChecksum } from "../body/checksums";
import { rangeApplies } from "../conditions";
import { S3Error } from "../errors";
import { header, queryValue, type S3Request } from "../http/request";
import type { Quirks } from "../profiles/quirks";
import { type ByteRange, parseRange } from "../ranges";
import type { ObjectRecord } from "../store/versions";
import { partNumberOf } from "./multipart";

/** Which bytes of an object a read is about; `range` is null where it is the whole without a question. */
type Selection = { range: ByteRange | null; partsCount: number | null };

/** Where part `number` lies; an object of one PUT counts as one part. */
function rangeOfPart(record: ObjectRecord, number: number): ByteRange {
  let start = 0;
  for (const part of record.parts ?? [{ number: 1, size: record.size }]) {
    if (part.number === number) return { start, end: start + part.size - 1 };
    start += part.size;
  }
  throw new S3Error("InvalidPartNumber", undefined, {
    details: { ActualPartCount: record.parts?.length ?? 1, PartNumberRequested: number },
  });
}

export function select(request: S3Request, record: ObjectRecord, quirks: Quirks): Selection {
  const asked = header(request, "range");
  if (queryValue(request, "partNumber") === undefined) {
    const applies = rangeApplies(request, record);
    return { range: applies ? parseRange(asked, record.size, quirks) : null, partsCount: null };
  }
  if (asked !== undefined)
    throw new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  const range = rangeOfPart(record, partNumberOf(request, quirks));
  // No Content-Range can speak of no bytes.
  return { range: record.size === 0 ? null : range, partsCount: record.parts?.length ?? null };
}

/**
 * The checksum that holds for just these bytes: the object's for all of them, a part's for the bytes of one part where
 * parts keep theirs (COMPOSITE), none for anything else.
 */
export function checksumOf(record: ObjectRecord, { range, partsCount }: Selection): ObjectChecksum | null {
  const { checksum } = record;
  if (checksum === null || range === null) return checksum;
  const { start, end } = range;
  if (checksum.type === "FULL_OBJECT" || partsCount === null)
    return start === 0 && end === record.size - 1 ? checksum : null;
  let at = 0;
  for (const part of record.parts ?? []) {
    if (at === start && part.size === end - start + 1 && part.checksum !== null)
      return { ...checksum, value: part.checksum };
    at += part.size;
  }
  return null;
}
