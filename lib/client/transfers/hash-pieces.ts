import { createCRC64, createMD5 } from "hash-wasm";
import type { Digest } from "./digest";

/** The polynomial of CRC64NVME. */
export const NVME = "9a6c9329ac4bc9b5";
/** Read at once; a part may be gigabytes. */
const SLICE = 4 * 1024 * 1024;

/** `bytes`: of a piece that is read at once, the bytes are answered too. */
export type Piece = { blob: Blob; md5: boolean; bytes?: boolean };

/** Hashes one piece after another, in constant memory: the next slice is read while one is hashed. */
export async function createPieceHasher(): Promise<(piece: Piece) => Promise<Digest>> {
  const [crc64, md5] = await Promise.all([createCRC64(NVME), createMD5()]);
  return async ({ blob, md5: wantsMd5, bytes: wantsBytes }) => {
    let kept: ArrayBuffer | null = null;
    crc64.init();
    md5.init();
    let next = readSlice(blob, 0);
    for (let at = 0; at < blob.size; at += SLICE) {
      const read = await next;
      const bytes = new Uint8Array(read);
      next = readSlice(blob, at + SLICE);
      crc64.update(bytes);
      if (wantsMd5) md5.update(bytes);
      kept = read;
    }
    const rest = await next;
    return {
      crc: BigInt(`0x${crc64.digest("hex")}`),
      md5: wantsMd5 ? md5.digest("hex") : null,
      ...(wantsBytes && blob.size <= SLICE && { bytes: kept ?? rest }),
    };
  };
}

function readSlice(blob: Blob, from: number): Promise<ArrayBuffer> {
  if (from >= blob.size) return Promise.resolve(new ArrayBuffer(0));
  // A slice has to be made known to the browser's own process first, which for a small file is as much work as reading it.
  const whole = from === 0 && blob.size <= SLICE;
  const bytes = (whole ? blob : blob.slice(from, Math.min(from + SLICE, blob.size))).arrayBuffer();
  // Should an earlier slice fail, this one's failure is no news.
  bytes.catch(() => undefined);
  return bytes;
}
