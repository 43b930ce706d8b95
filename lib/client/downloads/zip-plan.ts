import type { Catalogue, Item } from "./catalogue";
import { renamedLine } from "./report";
import { centralLength, descriptorLength, endLength, localLength, type ZipEntry } from "./zip-format";

/** Up to here an object is read before its entry begins, so that the entry says all in front and is never half. */
export const WHOLE = 8 * 1024 * 1024;

const encoder = new TextEncoder();

export function entryOf(item: Pick<Item, "name" | "modified" | "size">): ZipEntry {
  return {
    name: encoder.encode(item.name),
    modified: Date.parse(item.modified),
    size: item.size,
    streamed: item.size > WHOLE,
  };
}

/** Foretells the length of an archive to the byte, entry by entry. */
export function createZipPlan() {
  let position = 0;
  let directory = 0;
  let count = 0;
  let renames = 0;

  function add(entry: ZipEntry): void {
    directory += centralLength(entry, { size: entry.size, offset: position });
    position += localLength(entry) + entry.size + descriptorLength(entry);
    count++;
  }

  return {
    add(item: Item, renamed: boolean): void {
      add(entryOf(item));
      if (renamed) renames += encoder.encode(renamedLine(item)).length;
    },
    /** The length of the report's text, and of all. */
    end(report: (size: number) => ZipEntry | null): number {
      const entry = report(renames);
      if (entry) add(entry);
      return position + directory + endLength(count, directory, position);
    },
  };
}

/** How much of a list has been read, for who waits for it. */
export const listed = (catalogue: Catalogue) => ({
  size: catalogue.bytes(),
  objects: catalogue.count(),
  renamed: catalogue.renamed(),
});
