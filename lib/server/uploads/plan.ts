import "server-only";
import { MAX_PARTS, SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";

const MIB = 1024 * 1024;
const SMALLEST_PART = 8 * MIB;

export type Plan = { kind: "single" | "multipart"; partSize: number; partCount: number };

/** How a file of this many bytes is sent: all parts equal but the last (R2 wants that), never more than 10,000. */
export function planUpload(size: number): Plan {
  if (size < SINGLE_PUT_LIMIT) return { kind: "single", partSize: size, partCount: 1 };
  const partSize = Math.max(SMALLEST_PART, Math.ceil(size / MAX_PARTS / MIB) * MIB);
  return { kind: "multipart", partSize, partCount: Math.ceil(size / partSize) };
}

/** The bytes of one part, counted from 1. */
export function sizeOfPart(
  { partSize, partCount }: Plan | { partSize: number; partCount: number },
  size: number,
  number: number,
): number {
  return number < partCount ? partSize : size - partSize * (partCount - 1);
}
