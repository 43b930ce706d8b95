import type { Digest } from "./digest";
import { createPieceHasher, type Piece } from "./hash-pieces";

/** The file could not be read, or hashed; what it was is for the log only. */
export type Hashed = Digest | { error: string };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Piece[]>) => void) | null;
  postMessage(message: Hashed[], transfer: Transferable[]): void;
};
const ready = createPieceHasher();

/** One message at a time: whoever sends waits for the answer. */
async function hashAll(pieces: readonly Piece[]): Promise<Hashed[]> {
  const hashed: Hashed[] = [];
  for (const piece of pieces) {
    try {
      const hash = await ready;
      hashed.push(await hash(piece));
    } catch (error) {
      hashed.push({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  return hashed;
}

scope.onmessage = ({ data }) =>
  void hashAll(data).then((hashed) => {
    const bytes = hashed.flatMap((one) => ("bytes" in one && one.bytes ? [one.bytes] : []));
    scope.postMessage(hashed, bytes);
  });
