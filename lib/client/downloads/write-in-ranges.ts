import { combine, toBase64 } from "@/lib/client/transfers/crc64";
import { createBlocks } from "./blocks";
import { createChecksum } from "./checksums";
import { toHex } from "./crc-value";
import { identityOf } from "./request-range";
import type { Writing } from "./write-object";

const MiB = 1024 * 1024;
export const PART = { LEAST: 16 * MiB, MOST: 64 * MiB };
const LANES = 6;

/**
 * Writes an object's parts as they come, several at a time. Answers its CRC64NVME in base64, put together
 * from those of the parts, if there is one to compare it with.
 */
export async function writeInRanges({ parts, index, item, write, onBytes }: Writing): Promise<string | null> {
  const { reader, pace, gate, run } = parts;
  const size = Math.min(PART.MOST, Math.max(PART.LEAST, Math.ceil(item.size / 256 / MiB) * MiB));
  const count = Math.ceil(item.size / size);
  const isHashed = item.checksum !== undefined;
  const pieces: { crc: bigint; size: number }[] = [];
  const identity = identityOf(item);
  const lanes = new AbortController();
  const stop = () => lanes.abort(run.signal.reason);
  run.signal.addEventListener("abort", stop, { once: true });
  if (run.signal.aborted) stop();
  let next = 0;

  async function lane(): Promise<void> {
    const checksum = isHashed ? await createChecksum("CRC64NVME") : null;
    while (next < count) {
      const part = next++;
      await gate.pass(lanes.signal);
      checksum?.reset();
      const [start, end] = [part * size, Math.min(item.size, (part + 1) * size)];
      await range(start, end, (chunk) => checksum?.update(chunk));
      if (checksum) pieces[part] = { crc: BigInt(`0x${toHex(checksum.digest())}`), size: end - start };
    }
  }

  async function range(start: number, end: number, onChunk: (chunk: Uint8Array) => void): Promise<void> {
    const release = await pace.acquire(end - start, lanes.signal);
    let position = start;
    const blocks = createBlocks(async (bytes) => {
      const at = position;
      position += bytes.length;
      await write(at, bytes);
    });
    try {
      for await (const chunk of reader.read(index, identity, [start, end], lanes.signal)) {
        onChunk(chunk);
        await blocks.write(chunk);
        onBytes(chunk.length);
      }
      await blocks.flush();
    } finally {
      release();
    }
  }

  const running = Array.from({ length: Math.min(LANES, count) }, lane);
  try {
    await Promise.all(running);
  } finally {
    lanes.abort(new DOMException("No longer needed.", "AbortError"));
    // Nothing writes into a file any more that is given up.
    await Promise.allSettled(running);
    run.signal.removeEventListener("abort", stop);
  }
  return pieces.length > 0 ? toBase64(combine(pieces)) : null;
}
