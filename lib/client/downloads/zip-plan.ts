import type { Catalogue, Item } from "./catalogue";
import { FAILED, RENAMED, renamedLine } from "./report";
import { centralLength, descriptorLength, endLength, localLength, type ZipEntry } from "./zip-format";

/** Up to here an object is read before its entry begins, so that the entry says all in front and is never half. */
export const WHOLE = 8 * 1024 * 1024;

const encoder = new TextEncoder();

export type Plan = {
  /** To the byte, as long as nothing fails. */
  length: number;
  /** The report of names that were changed, if some were. */
  renamed: ZipEntry | null;
  /** The report of failures, should it be needed. */
  failed: ZipEntry;
};

export function entryOf(item: Pick<Item, "name" | "modified" | "size">): ZipEntry {
  return {
    name: encoder.encode(item.name),
    modified: Date.parse(item.modified),
    size: item.size,
    streamed: item.size > WHOLE,
  };
}

/** Foretells an archive, entry by entry, while its list is read. */
export function createZipPlanner() {
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
    add(item: Item): void {
      add(entryOf(item));
      if (item.name !== item.path) renames += encoder.encode(renamedLine(item)).length;
    },
    /** Once only: the reports take names of their own. */
    end(catalogue: Catalogue, made: number): Plan {
      const report = (name: string, size: number, streamed: boolean): ZipEntry => ({
        name: encoder.encode(catalogue.extra(name)),
        modified: made,
        size,
        streamed,
      });
      const renamed = renames > 0 ? report(RENAMED, renames, true) : null;
      if (renamed) add(renamed);
      return {
        length: position + directory + endLength(count, directory, position),
        renamed,
        failed: report(FAILED, 0, false),
      };
    },
  };
}
