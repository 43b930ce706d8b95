import type { Catalogue } from "./catalogue";
import type { Gate } from "./gate";
import type { Pace } from "./pace";
import type { Reader } from "./reader";
import { type Identity, identityOf } from "./request-range";

/** Large objects are read in pieces of this size, several at a time: one connection alone is slow far away. */
export const PIECE = 8 * 1024 * 1024;
/** Bytes that were read ahead, and those that are on their way, at most. */
const BUDGET = 64 * 1024 * 1024;
/** Pieces that wait for their turn, however small. */
const QUEUE = 512;

type Chunk = Uint8Array<ArrayBuffer>;

type Piece = {
  index: number;
  identity: Identity;
  chunks: Chunk[];
  /** Bytes that it still holds of the budget. */
  held: number;
  ended: boolean;
  error: unknown;
  stop: AbortController;
  wake: () => void;
};

/**
 * Reads the objects of a list in order, a few of them, or of the pieces of a large one, ahead of who takes their bytes:
 * ten thousand small files are not ten thousand waits, and memory stays the same however large an object is.
 */
export function createPrefetch(
  {
    reader,
    catalogue,
    pace,
    gate,
    first = 0,
  }: {
    reader: Reader;
    catalogue: Catalogue;
    pace: Pace;
    gate: Gate;
    first?: number;
  },
  signal: AbortSignal,
) {
  const queue: Piece[] = [];
  let held = 0;
  let index = first;
  let offset = 0;
  let identity: Identity | null = null;
  let current: Identity | null = null;
  /** Called when the queue is no longer empty. */
  let onStart: () => void = () => undefined;
  const stop = () => {
    for (const piece of queue) end(piece);
    onStart();
  };
  signal.addEventListener("abort", stop, { once: true });

  function fill(): void {
    if (!gate.isOpen()) {
      gate.whenOpen(fill);
      return;
    }
    while (!signal.aborted && index < catalogue.count() && queue.length < QUEUE && pace.hasRoom()) {
      const size = catalogue.size(index);
      const length = Math.min(PIECE, size - offset);
      if (size > 0 && held > 0 && held + length > BUDGET) return;
      if (size > 0) {
        identity ??= identityOf(catalogue.item(index));
        start(identity, offset, offset + length);
      }
      offset += length;
      if (offset < size) continue;
      index++;
      offset = 0;
      identity = null;
    }
  }

  function start(of: Identity, from: number, to: number): void {
    const piece: Piece = {
      index,
      identity: of,
      chunks: [],
      held: to - from,
      ended: false,
      error: null,
      stop: new AbortController(),
      wake: () => undefined,
    };
    held += piece.held;
    queue.push(piece);
    void read(piece, from, to);
    onStart();
  }

  async function read(piece: Piece, from: number, to: number): Promise<void> {
    const release = pace.take(to - from);
    try {
      for await (const chunk of reader.read(piece.index, piece.identity, [from, to], piece.stop.signal)) {
        piece.chunks.push(chunk);
        piece.wake();
      }
    } catch (error) {
      piece.error = error;
    } finally {
      release();
      piece.ended = true;
      piece.wake();
      fill();
    }
  }

  function end(piece: Piece): void {
    piece.stop.abort(signal.aborted ? signal.reason : new DOMException("No longer needed.", "AbortError"));
    piece.wake();
  }

  function give(piece: Piece, bytes: number): void {
    piece.held -= bytes;
    held -= bytes;
  }

  async function* drain(piece: Piece): AsyncGenerator<Chunk> {
    for (;;) {
      signal.throwIfAborted();
      const chunk = piece.chunks.shift();
      if (chunk) {
        // Whoever takes it may hand it to another thread: it is empty afterwards.
        const { length } = chunk;
        yield chunk;
        give(piece, length);
        fill();
      } else if (piece.ended) {
        if (piece.error) throw piece.error;
        return;
      } else
        await new Promise<void>((resolve) => {
          piece.wake = resolve;
        });
    }
  }

  return {
    /** What the answers said of the object whose bytes were taken last. */
    identity: () => current,
    /** The bytes of one object, in order. Objects come in the order of the list; none may be taken twice. */
    async *bytesOf(of: number): AsyncGenerator<Chunk> {
      try {
        for (let left = catalogue.size(of); left > 0; ) {
          fill();
          const piece = queue[0];
          if (!piece) {
            signal.throwIfAborted();
            await new Promise<void>((resolve) => {
              onStart = resolve;
            });
            continue;
          }
          if (piece.index !== of) throw new Error("Objects are read in the order of the list.");
          current = piece.identity;
          for await (const chunk of drain(piece)) {
            left -= chunk.length;
            yield chunk;
          }
          queue.shift();
        }
      } finally {
        // After a failure the rest of this object is of no use.
        while (queue[0]?.index === of) {
          const piece = queue.shift();
          if (!piece) break;
          end(piece);
          give(piece, piece.held);
        }
        if (index === of) {
          index++;
          offset = 0;
          identity = null;
        }
        fill();
      }
    },
  };
}
