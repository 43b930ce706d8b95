import { Blobs, type Segment, type Written } from "../store/blobs";
import { computedBytes } from "./computed-bytes";
import { refuseWrite } from "./virtual-index";

/** Bytes that are nowhere until they are asked for. */
export class ComputedBlobs extends Blobs {
  override async write(): Promise<Written> {
    return refuseWrite();
  }

  override async flip(): Promise<boolean> {
    return false;
  }

  override async *read(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
    for (const { blob } of segments) yield* computedBytes(blob, start, end);
  }
}
