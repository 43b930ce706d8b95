import { MAX_OBJECT } from "../../limits";
import type { Shape } from "../shape";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

/** Where clients change their ways: nothing, one byte, parts, single PUTs, 32 bits, the largest objects. */
const LISTED = [
  0,
  1,
  5,
  65_536,
  MIB,
  5 * MIB - 1,
  5 * MIB,
  5 * MIB + 1,
  8 * MIB,
  100 * MIB,
  GIB,
  2 * GIB - 1,
  4 * GIB,
  5 * GIB - 1,
  5 * GIB,
  5 * GIB + 1,
  100 * GIB,
  TIB,
  5 * TIB,
  5 * TIB + 1,
  MAX_OBJECT,
];

/** `bytes/<n>` is an object of n bytes, for any n that S3 allows; only a selection is listed. */
export function sizesShape(): Shape {
  const keys = LISTED.map((size) => `bytes/${size}`).sort();
  return {
    size: keys.length,
    keyAt: (position) => keys[position] ?? "",
    sizeOf(key) {
      const digits = /^bytes\/(0|[1-9]\d{0,13})$/.exec(key)?.[1];
      return digits === undefined || Number(digits) > MAX_OBJECT ? null : Number(digits);
    },
  };
}
