/** Signatures, flags and versions of APPNOTE 6.3. */
const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const UTF8 = 0x0800;
const HAS_DESCRIPTOR = 0x0008;
const PLAIN = 20;
const ZIP64 = 45;
const UNIX = 3;
const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o040755;

/** From here on, 32 (or 16) bits hold only the word that the number stands elsewhere. */
const MAX32 = 0xffffffff;
const MAX16 = 0xffff;

export type ZipEntry = {
  /** UTF-8, with `/`; a folder's ends in one. */
  name: Uint8Array;
  /** Milliseconds since the epoch. */
  modified: number;
  /** As promised before its bytes come: it decides how wide the fields of its lengths are. */
  size: number;
  /** Whether checksum and length stand behind the bytes, because they are not known before. */
  streamed: boolean;
};

/** What is known of an entry when it is written. */
export type Written = { crc: number; size: number; offset: number };

const isFolder = ({ name }: ZipEntry) => name.at(-1) === 0x2f;
/** A streamed entry of 4 GiB promises wide fields before it is known how much will come. */
const isWide = ({ streamed, size }: ZipEntry) => streamed && size >= MAX32;
const timeLength = (modified: number) => (unixTime(modified) === null ? 0 : 9);

export const localLength = (entry: ZipEntry) =>
  30 + entry.name.length + timeLength(entry.modified) + (isWide(entry) ? 20 : 0);
export const descriptorLength = (entry: ZipEntry) => (entry.streamed ? (isWide(entry) ? 24 : 16) : 0);
export const centralLength = (entry: ZipEntry, { size, offset }: Omit<Written, "crc">) =>
  46 + entry.name.length + timeLength(entry.modified) + wideFields(size, offset);
const wideFields = (size: number, offset: number) => {
  const fields = (size >= MAX32 ? 16 : 0) + (offset >= MAX32 ? 8 : 0);
  return fields === 0 ? 0 : fields + 4;
};
export const endLength = (count: number, length: number, offset: number) =>
  isEnd64(count, length, offset) ? 98 : 22;
const isEnd64 = (count: number, length: number, offset: number) =>
  count >= MAX16 || length >= MAX32 || offset >= MAX32;

/** `crc` counts only for entries that are not streamed. */
export function localHeader(entry: ZipEntry, crc: number): Uint8Array<ArrayBuffer> {
  const out = begin(localLength(entry));
  const wide = isWide(entry);
  const size = entry.streamed ? 0 : entry.size;
  out.u32(LOCAL).u16(wide ? ZIP64 : PLAIN);
  common(out, entry, entry.streamed ? 0 : crc, wide ? MAX32 : size, wide ? MAX32 : size);
  out.u16(timeLength(entry.modified) + (wide ? 20 : 0)).bytes(entry.name);
  time(out, entry.modified);
  if (wide) out.u16(1).u16(16).u64(0).u64(0);
  return out.done();
}

export function dataDescriptor(
  entry: ZipEntry,
  { crc, size }: Omit<Written, "offset">,
): Uint8Array<ArrayBuffer> {
  const out = begin(descriptorLength(entry)).u32(DESCRIPTOR).u32(crc);
  return (isWide(entry) ? out.u64(size).u64(size) : out.u32(size).u32(size)).done();
}

export function centralHeader(entry: ZipEntry, { crc, size, offset }: Written): Uint8Array<ArrayBuffer> {
  const out = begin(centralLength(entry, { size, offset }));
  const wide = wideFields(size, offset);
  const mode = isFolder(entry) ? FOLDER_MODE : FILE_MODE;
  out
    .u32(CENTRAL)
    .u16((UNIX << 8) | ZIP64)
    .u16(wide > 0 || isWide(entry) ? ZIP64 : PLAIN);
  common(out, entry, crc, Math.min(size, MAX32), Math.min(size, MAX32));
  out
    .u16(timeLength(entry.modified) + wide)
    .u16(0)
    .u16(0)
    .u16(0);
  out
    .u32(mode * 65_536 + (isFolder(entry) ? 0x10 : 0))
    .u32(Math.min(offset, MAX32))
    .bytes(entry.name);
  time(out, entry.modified);
  if (wide > 0) out.u16(1).u16(wide - 4);
  if (size >= MAX32) out.u64(size).u64(size);
  if (offset >= MAX32) out.u64(offset);
  return out.done();
}

export function endRecords(count: number, length: number, offset: number): Uint8Array<ArrayBuffer> {
  const out = begin(endLength(count, length, offset));
  if (isEnd64(count, length, offset)) {
    out
      .u32(END64)
      .u64(44)
      .u16((UNIX << 8) | ZIP64)
      .u16(ZIP64)
      .u32(0)
      .u32(0);
    out.u64(count).u64(count).u64(length).u64(offset);
    out
      .u32(LOCATOR64)
      .u32(0)
      .u64(offset + length)
      .u32(1);
  }
  const few = Math.min(count, MAX16);
  out.u32(END).u16(0).u16(0).u16(few).u16(few);
  return out.u32(Math.min(length, MAX32)).u32(Math.min(offset, MAX32)).u16(0).done();
}

/** The part that local and central headers share: from the flags to the name's length. */
function common(out: Out, entry: ZipEntry, crc: number, stored: number, size: number): void {
  out
    .u16(UTF8 | (entry.streamed ? HAS_DESCRIPTOR : 0))
    .u16(0)
    .u32(dosTime(entry.modified));
  out.u32(crc).u32(stored).u32(size).u16(entry.name.length);
}

/** The extended timestamp: seconds in UTC, which DOS's own field, in the zone of whoever writes it, cannot say. */
function time(out: Out, modified: number): void {
  const seconds = unixTime(modified);
  if (seconds !== null) out.u16(0x5455).u16(5).u8(1).u32(seconds);
}

function unixTime(modified: number): number | null {
  const seconds = Math.floor(modified / 1000);
  return Number.isFinite(seconds) && Math.abs(seconds) < 2 ** 31 ? seconds : null;
}

function dosTime(modified: number): number {
  const at = new Date(modified);
  const year = at.getFullYear();
  // Years that DOS does not know; NaN is one of them.
  if (!(year >= 1980)) return 0x00210000;
  if (year > 2107) return 0xff9fbf7d;
  const day = ((year - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return day * 65_536 + ((at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1));
}

type Out = ReturnType<typeof begin>;

function begin(length: number) {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const out = {
    u8(value: number) {
      view.setUint8(at, value);
      at += 1;
      return out;
    },
    u16(value: number) {
      view.setUint16(at, value, true);
      at += 2;
      return out;
    },
    u32(value: number) {
      view.setUint32(at, value, true);
      at += 4;
      return out;
    },
    u64(value: number) {
      view.setUint32(at, value % 2 ** 32, true);
      view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
      at += 8;
      return out;
    },
    bytes(value: Uint8Array) {
      bytes.set(value, at);
      at += value.length;
      return out;
    },
    done: () => bytes,
  };
  return out;
}
