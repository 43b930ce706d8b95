import type { Blobs } from "../store/blobs";
import { DocumentFiles } from "../store/documents";
import { Objects } from "../store/objects";
import type { Shape } from "./shape";
import { refuseWrite } from "./virtual-index";
import { VirtualVersions } from "./virtual-versions";

/** Objects of which nothing is kept: a record is computed from its key whenever somebody asks. */
export class VirtualObjects extends Objects {
  override readonly versions: VirtualVersions;

  constructor(shape: Shape, folder: string, blobs: Blobs) {
    super(new DocumentFiles(folder), blobs, () => undefined);
    this.versions = new VirtualVersions(shape);
  }

  override async load(): Promise<void> {
    // Nothing is stored.
  }

  override async put(): Promise<never> {
    return refuseWrite();
  }

  override async delete(): Promise<never> {
    return refuseWrite();
  }

  override async deleteVersion(): Promise<never> {
    return refuseWrite();
  }

  override async update(): Promise<never> {
    return refuseWrite();
  }
}
