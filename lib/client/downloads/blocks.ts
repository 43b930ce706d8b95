import type { Write } from "./zip-writer";

/** Large enough that a file system or a message port is asked seldom. */
const SIZE = 1024 * 1024;
/** From here on, copying would cost more than it saves. */
const LARGE = SIZE / 4;

type Bytes = Uint8Array<ArrayBuffer>;

/** Puts many small writes together into few large ones. */
export function createBlocks(write: Write) {
  let block: Bytes = new Uint8Array(0);
  let filled = 0;

  async function flush(): Promise<void> {
    if (filled === 0) return;
    const full = filled === block.length ? block : block.slice(0, filled);
    block = new Uint8Array(0);
    filled = 0;
    await write(full);
  }

  return {
    flush,
    async write(bytes: Bytes): Promise<void> {
      if (bytes.length >= LARGE) {
        await flush();
        await write(bytes);
        return;
      }
      for (let from = 0; from < bytes.length; ) {
        if (block.length === 0) block = new Uint8Array(SIZE);
        const to = Math.min(bytes.length, from + SIZE - filled);
        block.set(bytes.subarray(from, to), filled);
        filled += to - from;
        from = to;
        if (filled === SIZE) await flush();
      }
    },
  };
}
