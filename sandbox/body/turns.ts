import type { IHasher } from "hash-wasm";

export type RunningChecksum = { update(data: Uint8Array): void; digest(): string };

type Turn = { state: Uint8Array | null };

/**
 * Lets any number of checksums run by turns on one WebAssembly instance: at a change of turns its state of a few bytes is
 * exchanged. An instance for each would cost more than a small object, and can only be had by waiting.
 */
export function byTurns(hasher: IHasher): () => RunningChecksum {
  let current: Turn | null = null;
  return () => {
    const own: Turn = { state: null };
    let ended = false;
    const enter = () => {
      if (ended) throw new Error("A checksum is asked for once.");
      if (current === own) return;
      if (current) current.state = hasher.save();
      if (own.state) hasher.load(own.state);
      else hasher.init();
      current = own;
    };
    return {
      update: (data) => {
        enter();
        hasher.update(data);
      },
      digest: () => {
        enter();
        ended = true;
        current = null;
        return Buffer.from(hasher.digest("binary")).toString("base64");
      },
    };
  };
}
