/** A CRC-32 as S3 writes it: base64 of its four bytes, the highest first. */
export function base64Of(crc: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc);
  return toBase64(bytes);
}

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

type Crc = { bits: 32 | 64; polynomial: bigint };

/** Reflected, as these checksums are written. */
export const CRC_OF: Record<"CRC32" | "CRC64NVME", Crc> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

/**
 * The CRC of two runs of bytes behind each other, from the CRC of each and the length of the second: the first is moved up
 * by multiplying it with x to the power of so many bits.
 */
export function combineCrc({ bits, polynomial }: Crc, first: bigint, second: bigint, length: number): bigint {
  const top = 1n << BigInt(bits - 1);
  const multiply = (a: bigint, b: bigint): bigint => {
    let product = 0n;
    for (let bit = top, power = b; bit > 0n; bit >>= 1n) {
      if (a & bit) product ^= power;
      power = power & 1n ? (power >> 1n) ^ polynomial : power >> 1n;
    }
    return product;
  };
  let factor = top;
  let square = top >> 1n;
  for (let left = BigInt(length) * 8n; left > 0n; left >>= 1n) {
    if (left & 1n) factor = multiply(factor, square);
    square = multiply(square, square);
  }
  return multiply(factor, first) ^ second;
}
