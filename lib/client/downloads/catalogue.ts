import { createColumn, float64, uint8, uint32 } from "./columns";
import type { Source } from "./download";
import { createNameTable } from "./name-table";

/** One object of a download, with the name that it gets. */
export type Item = Source & { name: string; folder: boolean };

export type Catalogue = ReturnType<typeof createCatalogue>;

const CHUNK = 1024 * 1024;

/**
 * The list of what is downloaded, with its names settled, packed into a few large arrays: a million objects are about
 * 150 MB, and never a million things for the collector to walk.
 */
export function createCatalogue() {
  const names = createNameTable();
  const chunks: Uint8Array[] = [];
  let free = 0;
  const places = createColumn(float64);
  const lengths = createColumn(uint32);
  const sizes = createColumn(float64);
  const times = createColumn(float64);
  const changed = createColumn(uint8);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let count = 0;
  let bytes = 0;
  let renamed = 0;

  function keep(index: number, text: string): void {
    const packed = encoder.encode(text);
    if (chunks.length === 0 || free + packed.length > CHUNK) {
      chunks.push(new Uint8Array(CHUNK));
      free = 0;
    }
    chunks.at(-1)?.set(packed, free);
    places.set(index, (chunks.length - 1) * CHUNK + free);
    lengths.set(index, packed.length);
    free += packed.length;
  }

  return {
    count: () => count,
    bytes: () => bytes,
    renamed: () => renamed,
    /** Settles the name and keeps it all. Answers the item, or null for what is nothing: the chosen folder's own marker. */
    add(source: Source): Item | null {
      const { key, versionId, path, size, etag, modified, checksum } = source;
      // A marker holds nothing; an object with bytes is a file whatever its key ends in.
      const folder = size === 0 && (path === "" || path.endsWith("/"));
      if (folder && path === "") return null;
      const name = folder ? names.folder(path) : names.file(path);
      const index = count++;
      bytes += size;
      sizes.set(index, size);
      times.set(index, Date.parse(modified) || 0);
      if (name !== path) {
        changed.set(index, 1);
        renamed++;
      }
      const short = key.endsWith(name) ? key.length - name.length : name;
      keep(index, JSON.stringify([key, short, etag, versionId ?? 0, checksum ?? 0]));
      return { ...source, name, folder };
    },
    item(index: number): Item {
      const place = places.get(index);
      const at = place % CHUNK;
      const text = decoder.decode(chunks[Math.floor(place / CHUNK)]?.subarray(at, at + lengths.get(index)));
      const [key, short, etag, versionId, checksum] = JSON.parse(text) as [
        string,
        number | string,
        string,
        string | 0,
        Source["checksum"] | 0,
      ];
      const name = typeof short === "number" ? key.slice(short) : short;
      const size = sizes.get(index);
      return {
        key,
        name,
        // What it is called is all that is asked of a path from here on.
        path: name,
        folder: size === 0 && name.endsWith("/"),
        size,
        etag,
        modified: new Date(times.get(index)).toISOString(),
        ...(versionId !== 0 && { versionId }),
        ...(checksum && { checksum }),
      };
    },
    size: (index: number) => sizes.get(index),
    isRenamed: (index: number) => changed.get(index) === 1,
    /** One more name that nothing has yet, for a report. */
    extra: (name: string) => names.file(name),
    /** A name beside this one that nothing of the download has, or will have. */
    another: (name: string) => names.another(name),
  };
}
