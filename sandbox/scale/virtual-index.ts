import { S3Error } from "../errors";
import { KeyIndex } from "../store/key-index";
import type { Shape } from "./shape";

export function refuseWrite(): never {
  throw new S3Error("AccessDenied", "The objects of this bucket are computed; they cannot be changed.");
}

/** Finds keys of a shape as a KeyIndex finds stored ones, by binary search over computed keys; holds none of them. */
export class VirtualIndex extends KeyIndex {
  constructor(readonly shape: Shape) {
    super();
  }

  override get size(): number {
    return this.shape.size;
  }

  override at(position: number): string | undefined {
    return position >= 0 && position < this.size ? this.shape.keyAt(position) : undefined;
  }

  /** From a known place on, near keys are found soonest: a page asks for one after another. */
  override seek(bytes: string, from = 0): number {
    let low = from;
    let high = this.size;
    for (let step = 1; from > 0 && low + step < high; step *= 2) {
      if (this.shape.keyAt(low + step) >= bytes) high = low + step;
      else low += step;
    }
    while (low < high) {
      const middle = low + Math.floor((high - low) / 2);
      if (this.shape.keyAt(middle) < bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  override load(): void {
    refuseWrite();
  }

  override add(): void {
    refuseWrite();
  }

  override delete(): void {
    refuseWrite();
  }
}
