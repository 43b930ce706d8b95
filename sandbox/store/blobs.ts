import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CrcName } from "../body/combine";
import type { Tally } from "../body/tally";

/** What is known of bytes that are not kept: the MD5 in hex, the CRCs in base64. */
export type Digests = Readonly<Record<CrcName | "md5", string>>;

/** A run of an object's bytes: one file. An object of a multipart upload is made of many. */
export type Segment = { blob: string; size: number; digests?: Digests };

export type Written = Segment & { md5: string };

/** Read at once; each read is a trip to another thread, which costs as much as many bytes. */
const PIECE = 256 * 1024;

/** Files of bytes with random names; nothing refers to one before it is whole. */
export class Blobs {
  readonly #pins = new Map<string, number>();
  readonly #doomed = new Set<string>();

  constructor(readonly folder: string) {}

  #path(blob: string): string {
    return join(this.folder, blob);
  }

  /** Streams to a new file; if the source, which feeds the tally, throws, the file is gone again. */
  async write(source: AsyncIterable<Buffer>, tally: Tally): Promise<Written> {
    const blob = randomUUID();
    tally.take("md5");
    let size = 0;
    async function* measured() {
      for await (const piece of source) {
        size += piece.length;
        yield piece;
      }
    }
    try {
      await writeFile(this.#path(blob), measured(), { flag: "wx" });
    } catch (error) {
      await rm(this.#path(blob), { force: true });
      throw error;
    }
    return { blob, size, md5: tally.hex("md5") };
  }

  /** Keeps the files readable until `release`, even if the object is replaced meanwhile. */
  pin(segments: readonly Segment[]): void {
    for (const { blob } of segments) this.#pins.set(blob, (this.#pins.get(blob) ?? 0) + 1);
  }

  async release(segments: readonly Segment[]): Promise<void> {
    for (const { blob } of segments) {
      const pins = (this.#pins.get(blob) ?? 1) - 1;
      if (pins > 0) this.#pins.set(blob, pins);
      else this.#pins.delete(blob);
      if (pins === 0 && this.#doomed.delete(blob)) await rm(this.#path(blob), { force: true });
    }
  }

  async remove(segments: readonly Segment[]): Promise<void> {
    for (const { blob } of segments)
      if (this.#pins.has(blob)) this.#doomed.add(blob);
      else await rm(this.#path(blob), { force: true });
  }

  /** Bytes `start` to `end`, both included, over all segments; the caller has pinned them. */
  async *read(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { blob, size } of segments) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, size - 1);
      if (from <= to)
        yield* createReadStream(this.#path(blob), {
          start: from,
          end: to,
          highWaterMark: PIECE,
        }) as AsyncIterable<Buffer>;
      offset += size;
    }
  }

  /** Silent damage, on demand: changes one bit of the byte at an offset; false where there is none. */
  async flip(segments: readonly Segment[], at: number): Promise<boolean> {
    let left = at;
    for (const { blob, size } of segments) {
      if (left < size) {
        const file = await open(this.#path(blob), "r+");
        try {
          const byte = Buffer.alloc(1);
          await file.read(byte, 0, 1, left);
          byte[0] = (byte[0] ?? 0) ^ 1;
          await file.write(byte, 0, 1, left);
        } finally {
          await file.close();
        }
        return true;
      }
      left -= size;
    }
    return false;
  }

  /** At the start: what a crash left behind, referred to by nothing, goes. */
  async sweep(live: ReadonlySet<string>): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const blob of await readdir(this.folder))
      if (!live.has(blob)) await rm(this.#path(blob), { force: true });
  }
}
