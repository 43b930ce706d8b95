import { byteString } from "../store/key-index";
import { type ObjectRecord, type Version, Versions } from "../store/versions";
import type { Shape } from "./shape";
import { recordOf } from "./traits";
import { refuseWrite, VirtualIndex } from "./virtual-index";

/** One version of each key of a shape, computed whenever somebody asks. */
export class VirtualVersions extends Versions {
  override readonly live: VirtualIndex;
  override readonly keys: VirtualIndex;
  /** Where the key last found stands: a listing asks for the next one next. */
  #last = -1;

  constructor(readonly shape: Shape) {
    super();
    this.live = new VirtualIndex(shape);
    this.keys = this.live;
  }

  override object(key: string): ObjectRecord | undefined {
    const bytes = byteString(key);
    const size = this.shape.sizeOf?.(bytes) ?? null;
    if (size === null && !this.#holds(bytes)) return undefined;
    return recordOf(bytes, size);
  }

  #holds(bytes: string): boolean {
    const next = this.#last + 1;
    this.#last = this.live.at(next) === bytes ? next : this.live.seek(bytes);
    return this.live.at(this.#last) === bytes;
  }

  override of(key: string): readonly Version[] {
    const record = this.object(key);
    return record ? [record] : [];
  }

  override *objects(): Generator<ObjectRecord> {
    // None of them has bytes on the disk.
  }

  override set(): never {
    return refuseWrite();
  }

  override delete(): void {
    refuseWrite();
  }
}
