/** CRC-32C (Castagnoli), reflected, one table of 256 entries. */
const CRC32C = new Uint32Array(256);
/** CRC-64/NVME, reflected; JavaScript has no fast 64-bit integer, so the halves stand apart. */
const CRC64_LOW = new Uint32Array(256);
const CRC64_HIGH = new Uint32Array(256);

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  let wide = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    wide = wide & 1n ? (wide >> 1n) ^ 0x9a6c9329ac4bc9b5n : wide >> 1n;
  }
  CRC32C[byte] = crc;
  CRC64_LOW[byte] = Number(wide & 0xffffffffn);
  CRC64_HIGH[byte] = Number(wide >> 32n);
}

/** Goes on from an earlier value, as zlib's crc32 does. */
export function crc32c(data: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of data) crc = (CRC32C[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

export type Crc64 = { high: number; low: number };

export function crc64nvme(data: Uint8Array, before: Crc64 = { high: 0, low: 0 }): Crc64 {
  let high = ~before.high;
  let low = ~before.low;
  for (const byte of data) {
    const at = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[at] ?? 0);
    high = (high >>> 8) ^ (CRC64_HIGH[at] ?? 0);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}
