/** Slicing by 8: table n tells what a byte does to the CRC n bytes later, so that eight bytes go in one step. */
const SLICES = 8;

/** CRC-32C (Castagnoli), reflected. */
const CRC32C = new Int32Array(SLICES * 256);
/** CRC-64/NVME, reflected; JavaScript has no fast 64-bit integer, so the halves stand apart. */
const CRC64_LOW = new Int32Array(SLICES * 256);
const CRC64_HIGH = new Int32Array(SLICES * 256);

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  let wide = BigInt(byte);
  for (let at = byte; at < SLICES * 256; at += 256) {
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
      wide = wide & 1n ? (wide >> 1n) ^ 0x9a6c9329ac4bc9b5n : wide >> 1n;
    }
    CRC32C[at] = crc;
    CRC64_LOW[at] = Number(wide & 0xffffffffn);
    CRC64_HIGH[at] = Number(wide >> 32n);
  }
}

function look(table: Int32Array, slice: number, byte: number): number {
  return table[(slice << 8) | (byte & 0xff)] ?? 0;
}

/** What eight bytes, the first of them lowest in `a`, do together. */
function lookEight(table: Int32Array, a: number, b: number): number {
  return (
    look(table, 7, a) ^
    look(table, 6, a >>> 8) ^
    look(table, 5, a >>> 16) ^
    look(table, 4, a >>> 24) ^
    look(table, 3, b) ^
    look(table, 2, b >>> 8) ^
    look(table, 1, b >>> 16) ^
    look(table, 0, b >>> 24)
  );
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** Goes on from an earlier value, as zlib's crc32 does. */
export function crc32c(data: Uint8Array, before = 0): number {
  const view = viewOf(data);
  const sliced = view.byteLength - (view.byteLength % SLICES);
  let crc = ~before;
  let at = 0;
  for (; at < sliced; at += SLICES) {
    crc = lookEight(CRC32C, crc ^ view.getInt32(at, true), view.getInt32(at + 4, true));
  }
  for (; at < view.byteLength; at++) crc = look(CRC32C, 0, crc ^ view.getUint8(at)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

export type Crc64 = { high: number; low: number };

export function crc64nvme(data: Uint8Array, before: Crc64 = { high: 0, low: 0 }): Crc64 {
  const view = viewOf(data);
  const sliced = view.byteLength - (view.byteLength % SLICES);
  let high = ~before.high;
  let low = ~before.low;
  let at = 0;
  for (; at < sliced; at += SLICES) {
    const a = low ^ view.getInt32(at, true);
    const b = high ^ view.getInt32(at + 4, true);
    low = lookEight(CRC64_LOW, a, b);
    high = lookEight(CRC64_HIGH, a, b);
  }
  for (; at < view.byteLength; at++) {
    const byte = low ^ view.getUint8(at);
    low = ((low >>> 8) | (high << 24)) ^ look(CRC64_LOW, 0, byte);
    high = (high >>> 8) ^ look(CRC64_HIGH, 0, byte);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}
