const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** As plain as it can be, so that it is no copy of what it checks. */
export function plainCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export type Unzipped = {
  name: string;
  bytes: Uint8Array;
  crcFits: boolean;
  modified: number | null;
  streamed: boolean;
};

/** Reads a stored zip by its central directory, and complains about whatever does not agree with it. */
export function unzip(zip: Uint8Array): Unzipped[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  const end = zip.length - 22;
  if (u32(end) !== 0x06054b50) throw new Error("It does not end as a zip does.");
  const count = u16(end + 10);
  let at = u32(end + 16);
  if (at + u32(end + 12) !== end) throw new Error("The directory is not where it should be.");
  return Array.from({ length: count }, () => {
    if (u32(at) !== 0x02014b50) throw new Error("No entry where one should be.");
    const [flags, crc, size, nameLength, extraLength] = [
      u16(at + 8),
      u32(at + 16),
      u32(at + 24),
      u16(at + 28),
      u16(at + 30),
    ];
    const local = u32(at + 42);
    const name = new TextDecoder("utf-8", { fatal: true }).decode(
      zip.subarray(at + 46, at + 46 + nameLength),
    );
    const extra = at + 46 + nameLength;
    const modified = extraLength >= 9 && u16(extra) === 0x5455 ? view.getInt32(extra + 5, true) * 1000 : null;
    const from = local + 30 + u16(local + 26) + u16(local + 28);
    const bytes = zip.subarray(from, from + size);
    const streamed = (flags & 8) !== 0;
    if (u32(local) !== 0x04034b50) throw new Error(`${name} does not begin where it should.`);
    if (
      streamed &&
      (u32(from + size) !== 0x08074b50 || u32(from + size + 4) !== crc || u32(from + size + 12) !== size)
    )
      throw new Error(`What stands behind ${name} does not fit.`);
    if (!streamed && (u32(local + 14) !== crc || u32(local + 22) !== size))
      throw new Error(`${name} begins with other facts.`);
    at = extra + extraLength;
    return { name, bytes, crcFits: plainCrc32(bytes) === crc, modified, streamed };
  });
}
