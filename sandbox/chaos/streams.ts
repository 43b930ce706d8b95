import type { Clock } from "./clock";

type Bytes = AsyncIterable<Buffer>;

/** Reads a source to where the reader stops and leaves it open: closing a request's body would close its connection. */
export function leftOpen(source: Bytes): Bytes {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = source[Symbol.asyncIterator]();
      return { next: () => iterator.next() };
    },
  };
}

/** Runs `act` once so many bytes have passed, before any more do. */
export async function* interrupted(
  source: Bytes,
  after: number,
  act: () => Promise<void>,
): AsyncGenerator<Buffer> {
  let left = after;
  let acted = false;
  const reach = async () => {
    acted = true;
    await act();
  };
  if (left === 0) await reach();
  for await (const piece of source) {
    if (acted) yield piece;
    else if (piece.length < left) {
      left -= piece.length;
      yield piece;
    } else {
      yield piece.subarray(0, left);
      await reach();
      if (piece.length > left) yield piece.subarray(left);
    }
  }
}

/** The first so many bytes; `cut` runs before the end that should not be one, and not where nothing is missing. */
export async function* truncated(source: Bytes, after: number, cut: () => void): AsyncGenerator<Buffer> {
  let left = after;
  for await (const piece of source) {
    if (piece.length > left) {
      if (left > 0) yield piece.subarray(0, left);
      cut();
      return;
    }
    left -= piece.length;
    yield piece;
  }
}

/** With one bit of the byte at an offset changed. The bytes given are not touched: they may be someone else's. */
export async function* flipped(source: Bytes, at: number, done: () => void): AsyncGenerator<Buffer> {
  let left = at;
  for await (const piece of source) {
    if (left >= 0 && left < piece.length) {
      const changed = Buffer.from(piece);
      changed[left] = (changed[left] ?? 0) ^ 1;
      done();
      yield changed;
    } else yield piece;
    left -= piece.length;
  }
}

type Pace = { bytesPerSecond: number; clock: Clock; signal: AbortSignal };

/** No faster than so many bytes a second, in ten steps a second; at full speed once the signal is aborted. */
export async function* paced(source: Bytes, { bytesPerSecond, clock, signal }: Pace): AsyncGenerator<Buffer> {
  const step = Math.max(1, Math.floor(bytesPerSecond / 10));
  const start = clock.now();
  let passed = 0;
  for await (const piece of source)
    for (let from = 0; from < piece.length; ) {
      const slice = signal.aborted ? piece.subarray(from) : piece.subarray(from, from + step);
      from += slice.length;
      passed += slice.length;
      // Each slice is due once the time that it takes on such a line is over.
      const due = start + (passed / bytesPerSecond) * 1000;
      if (!signal.aborted && due > clock.now()) await clock.sleep(due - clock.now(), signal);
      yield slice;
    }
}
