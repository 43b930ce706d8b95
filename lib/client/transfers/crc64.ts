/** CRC64NVME in base64 as S3 writes it, and put together from parts without reading a byte again. */

/** The polynomial of CRC64NVME, bits reversed, in two halves. */
const POLY_HIGH = 0x9a6c9329;
const POLY_LOW = 0xac4bc9b5;

type Word = { high: number; low: number };

/** a × b modulo the polynomial; bit 63 stands for x⁰. In halves, because a bigint is made anew by each step. */
function times(a: Word, b: Word): Word {
  let { high, low } = b;
  let productHigh = 0;
  let productLow = 0;
  for (let bit = 0; bit < 64; bit++) {
    const word = bit < 32 ? a.high : a.low;
    if ((word >>> (31 - (bit & 31))) & 1) {
      productHigh ^= high;
      productLow ^= low;
    }
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      high ^= POLY_HIGH;
      low ^= POLY_LOW;
    }
  }
  return { high: productHigh, low: productLow };
}

/** x to the power of eight times so many: what appending that many bytes multiplies a CRC with. */
function shiftOf(bytes: number): Word {
  // x⁸ to begin with: one byte.
  let power: Word = { high: 1 << (31 - 8), low: 0 };
  let shift: Word = { high: 1 << 31, low: 0 };
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = times(shift, power);
    power = times(power, power);
  }
  return shift;
}

const toWord = (value: bigint): Word => ({
  high: Number(value >> 32n) | 0,
  low: Number(value & 0xffffffffn) | 0,
});
const toBigint = ({ high, low }: Word): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

/** The CRC of all pieces, one after another. */
export function combine(pieces: Iterable<{ crc: bigint; size: number }>): bigint {
  let whole: Word = { high: 0, low: 0 };
  let known = { size: -1, shift: whole };
  for (const { crc, size } of pieces) {
    // All parts but the last are of one size.
    if (size !== known.size) known = { size, shift: shiftOf(size) };
    const shifted = times(known.shift, whole);
    const piece = toWord(crc);
    whole = { high: shifted.high ^ piece.high, low: shifted.low ^ piece.low };
  }
  return toBigint(whole);
}

/** Eight bytes, the highest first. */
export function toBase64(crc: bigint): string {
  const bytes = Array.from({ length: 8 }, (_, at) => Number((crc >> BigInt(56 - 8 * at)) & 0xffn));
  return btoa(String.fromCharCode(...bytes));
}

/** A hash in hexadecimal as a header wants it. */
export function hexToBase64(hex: string): string {
  return btoa(String.fromCharCode(...hexToBytes(hex)));
}

export function hexToBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
}
