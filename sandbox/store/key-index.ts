/** A key as a string of its UTF-8 bytes: comparing two of these is comparing the bytes, which is S3's order. */
export function byteString(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

export function textOfBytes(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Keys in the order of their UTF-8 bytes; finding is a binary search, adding moves what follows. */
export class KeyIndex {
  #sorted: string[] = [];

  get size(): number {
    return this.#sorted.length;
  }

  /** Replaces everything at once, for the start. */
  load(keys: Iterable<string>): void {
    this.#sorted = [...keys].map(byteString).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  /** The first position from `from` on whose key is not smaller. */
  seek(bytes: string, from = 0): number {
    let low = from;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? "") < bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first position from `from` on after all keys that begin so: bytes end at 0xff, so 0x100 follows every continuation. */
  seekPast(prefix: string, from = 0): number {
    return this.seek(`${prefix}\u0100`, from);
  }

  at(position: number): string | undefined {
    return this.#sorted[position];
  }

  add(key: string): void {
    const bytes = byteString(key);
    const position = this.seek(bytes);
    if (this.#sorted[position] !== bytes) this.#sorted.splice(position, 0, bytes);
  }

  delete(key: string): void {
    const bytes = byteString(key);
    const position = this.seek(bytes);
    if (this.#sorted[position] === bytes) this.#sorted.splice(position, 1);
  }
}
