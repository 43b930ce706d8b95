import type { Blobs } from "../store/blobs";
import { byteString } from "../store/key-index";
import { type ObjectRecord, Objects } from "../store/objects";
import type { Shape } from "./shape";
import { recordOf } from "./traits";
import { refuseWrite, VirtualIndex } from "./virtual-index";

/** Objects of which nothing is kept: a record is computed from its key whenever somebody asks. */
export class VirtualObjects extends Objects {
  override readonly index: VirtualIndex;
  /** Where the key last found stands: a listing asks for the next one next. */
  #last = -1;

  constructor(
    readonly shape: Shape,
    folder: string,
    blobs: Blobs,
  ) {
    super(folder, blobs);
    this.index = new VirtualIndex(shape);
  }

  override async load(): Promise<void> {
    // Nothing is stored.
  }

  override get(key: string): ObjectRecord | undefined {
    const bytes = byteString(key);
    const size = this.shape.sizeOf?.(bytes) ?? null;
    if (size === null && !this.#holds(bytes)) return undefined;
    return recordOf(bytes, size);
  }

  #holds(bytes: string): boolean {
    const next = this.#last + 1;
    this.#last = this.index.at(next) === bytes ? next : this.index.seek(bytes);
    return this.index.at(this.#last) === bytes;
  }

  override records(): Iterable<ObjectRecord> {
    return [];
  }

  override async put(): Promise<ObjectRecord> {
    return refuseWrite();
  }

  override async delete(): Promise<void> {
    refuseWrite();
  }
}
