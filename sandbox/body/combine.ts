import type { ChecksumName } from "./checksums";

/** CRCs as polynomials over GF(2), bit-reflected: the lowest bit stands for the highest power. */
const POLYNOMIALS = {
  crc32: { poly: 0xedb88320n, bits: 32 },
  crc32c: { poly: 0x82f63b78n, bits: 32 },
  crc64nvme: { poly: 0x9a6c9329ac4bc9b5n, bits: 64 },
} as const;

export type CrcName = keyof typeof POLYNOMIALS;

export function isCrcName(name: ChecksumName): name is CrcName {
  return Object.hasOwn(POLYNOMIALS, name);
}

/** a · b modulo the polynomial. */
function multiply(name: CrcName, a: bigint, b: bigint): bigint {
  const { poly, bits } = POLYNOMIALS[name];
  let product = 0n;
  let shifted = b;
  for (let bit = 1n << BigInt(bits - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ poly : shifted >> 1n;
  }
  return product;
}

/** What `size` bytes of zeros do to a CRC that stands before them: x to the power of their bits. */
function shiftBy(name: CrcName, size: number): bigint {
  const one = 1n << BigInt(POLYNOMIALS[name].bits - 1);
  let result = one;
  let square = one >> 8n;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(name, result, square);
    square = multiply(name, square, square);
  }
  return result;
}

function toNumber(value: string): bigint {
  return BigInt(`0x${Buffer.from(value, "base64").toString("hex")}`);
}

/** The CRC of pieces put together, from the CRCs (base64) and sizes of the pieces alone. */
export function combineCrcs(name: CrcName, pieces: Iterable<{ value: string; size: number }>): string {
  const shifts = new Map<number, bigint>();
  let whole = 0n;
  for (const { value, size } of pieces) {
    const shift = shifts.get(size) ?? shiftBy(name, size);
    shifts.set(size, shift);
    whole = multiply(name, shift, whole) ^ toNumber(value);
  }
  const hex = whole.toString(16).padStart(POLYNOMIALS[name].bits / 4, "0");
  return Buffer.from(hex, "hex").toString("base64");
}
