import { type ChecksumName, startDigest } from "./checksums";
import type { RunningChecksum } from "./turns";

export type DigestName = ChecksumName | "md5";

/** The digests of one run of bytes: each is taken once, however many ask for it. */
export class Tally {
  readonly #running = new Map<DigestName, RunningChecksum>();
  readonly #values = new Map<DigestName, string>();

  /** Asks for a digest; before the first byte. */
  take(name: DigestName): void {
    if (!this.#running.has(name)) this.#running.set(name, startDigest(name));
  }

  update(data: Uint8Array): void {
    for (const running of this.#running.values()) running.update(data);
  }

  /** In base64; after the last byte. */
  value(name: DigestName): string {
    const value = this.#values.get(name) ?? this.#running.get(name)?.digest();
    if (value === undefined) throw new Error(`No ${name} was taken of these bytes.`);
    this.#values.set(name, value);
    return value;
  }

  hex(name: DigestName): string {
    return Buffer.from(this.value(name), "base64").toString("hex");
  }

  /** Passes bytes on and takes their digests on the way. */
  async *over(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      this.update(piece);
      yield piece;
    }
  }
}
