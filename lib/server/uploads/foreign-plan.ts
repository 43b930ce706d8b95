import "server-only";
import { AppError } from "@/lib/errors";
import { MAX_PARTS } from "@/lib/schemas/limits";
import { planUpload, sizeOfPart } from "./plan";

type Part = { number: number; size: number };

/** S3's smallest part, but for the last one. */
const SMALLEST_PART = 5 * 1024 * 1024;

/**
 * How an upload of another tool goes on: in parts as large as its first one, if all that it has fits to that. What
 * would not fit must never be mixed with parts of ours.
 */
export function planForeign(size: number, parts: readonly Part[]): { partSize: number; partCount: number } {
  if (parts.length === 0) return planUpload(size);
  const partSize = parts.find(({ number }) => number === 1)?.size ?? 0;
  if (partSize === 0) throw unfit("its first part is missing");
  const partCount = Math.ceil(size / partSize);
  if (partCount > MAX_PARTS) throw unfit(`its parts are too small for a file of ${size} bytes`);
  if (partCount > 1 && partSize < SMALLEST_PART) throw unfit("its first part is smaller than S3 allows");
  const other = parts.find(
    ({ number, size: bytes }) =>
      number > partCount || bytes !== sizeOfPart({ partSize, partCount }, size, number),
  );
  if (other) throw unfit(`its part ${other.number} does not fit to a file of ${size} bytes in equal parts`);
  return { partSize, partCount };
}

export function unfit(why: string): AppError {
  return new AppError(
    "invalid_request",
    `This upload cannot be gone on with, because ${why}. It can only be thrown away.`,
  );
}
