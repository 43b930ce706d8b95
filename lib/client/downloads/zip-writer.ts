import type { Checksum } from "./checksums";
import { createColumn, float64, uint8, uint32 } from "./columns";
import {
  centralHeader,
  dataDescriptor,
  endRecords,
  localHeader,
  type Written,
  type ZipEntry,
} from "./zip-format";

/** Takes bytes; what is handed over belongs to it from then on. Waits when it has too much. */
export type Write = (bytes: Uint8Array<ArrayBuffer>) => Promise<void> | void;

/** Of the central directory, as many bytes are made at a time. */
const BLOCK = 256 * 1024;

/**
 * Writes a zip of stored entries as their bytes come. Of each entry it keeps 21 bytes; `entryOf` tells the rest again when
 * the central directory is written.
 */
export function createZipWriter(write: Write, crc32: Checksum, entryOf: (index: number) => ZipEntry) {
  const crcs = createColumn(uint32);
  const sizes = createColumn(float64);
  const offsets = createColumn(float64);
  const kept = createColumn(uint8);
  let position = 0;
  let count = 0;
  let last = -1;

  async function put(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    position += bytes.length;
    await write(bytes);
  }

  function keep(index: number, { crc, size, offset }: Written): void {
    crcs.set(index, crc);
    sizes.set(index, size);
    offsets.set(index, offset);
    kept.set(index, 1);
    last = Math.max(last, index);
    count++;
  }

  return {
    position: () => position,
    crcOf(chunks: readonly Uint8Array[]): number {
      crc32.reset();
      for (const chunk of chunks) crc32.update(chunk);
      return crc32.number();
    },
    /** An entry whose bytes are all there. */
    async whole(
      index: number,
      entry: ZipEntry,
      chunks: readonly Uint8Array<ArrayBuffer>[],
      crc: number,
    ): Promise<void> {
      keep(index, { crc, size: entry.size, offset: position });
      await put(localHeader(entry, crc));
      for (const chunk of chunks) await put(chunk);
    },
    /** Begins an entry whose bytes are still to come. It is valid with fewer of them than it promised, too. */
    async begin(index: number, entry: ZipEntry) {
      const offset = position;
      let size = 0;
      crc32.reset();
      await put(localHeader(entry, 0));
      return {
        async add(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
          crc32.update(chunk);
          size += chunk.length;
          await put(chunk);
        },
        async end(): Promise<number> {
          const crc = crc32.number();
          keep(index, { crc, size, offset });
          await put(dataDescriptor(entry, { crc, size }));
          return crc;
        },
      };
    },
    /** Writes the central directory: nothing comes after it. */
    async end(): Promise<void> {
      const start = position;
      let block = new Uint8Array(BLOCK);
      let filled = 0;
      for (let index = 0; index <= last; index++) {
        if (kept.get(index) === 0) continue;
        const written = { crc: crcs.get(index), size: sizes.get(index), offset: offsets.get(index) };
        const header = centralHeader(entryOf(index), written);
        if (filled + header.length > BLOCK) {
          await put(block.subarray(0, filled));
          block = new Uint8Array(BLOCK);
          filled = 0;
        }
        block.set(header, filled);
        filled += header.length;
      }
      if (filled > 0) await put(block.subarray(0, filled));
      await put(endRecords(count, position - start, start));
    },
  };
}
