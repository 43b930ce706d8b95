import { lastSegment } from "@/lib/keys";
import type { ObjectPage, S3Object } from "@/lib/schemas/objects";
import { visibleName } from "./visible-name";

/** One row of a listing. `id` tells a prefix from an object of the same name. */
export type Entry =
  | { kind: "prefix"; id: string; key: string; name: string }
  | { kind: "object"; id: string; key: string; name: string; object: S3Object };

/**
 * What a row is called: the last segment of its key, with hidden characters made visible.
 * `name` is the raw segment, except for the two that have none.
 */
export function entryLabel(entry: Entry): string {
  return visibleName(entry.name);
}

/**
 * All pages as rows. A listing of one page has its folders first; a longer one keeps S3's own order (by bytes of the key),
 * because a folder that turns up on a later page must not push down what one is looking at.
 */
export function toEntries(pages: readonly ObjectPage[], prefix: string): Entry[] {
  const whole = pages.length === 1 && pages[0]?.cursor === null;
  const entries: Entry[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    for (const entry of pageEntries(page, prefix, whole)) {
      // Some stores repeat a common prefix on the next page.
      if (seen.has(entry.id)) continue;
      seen.add(entry.id);
      entries.push(entry);
    }
  }
  return entries;
}

const cache = new WeakMap<ObjectPage, { whole: boolean; entries: Entry[] }>();

function pageEntries(page: ObjectPage, prefix: string, foldersFirst: boolean): Entry[] {
  const known = cache.get(page);
  if (known?.whole === foldersFirst) return known.entries;
  const entries = [
    ...page.prefixes.map((key) => prefixEntry(key, prefix)),
    ...page.objects.map((object) => objectEntry(object, prefix)),
  ];
  if (!foldersFirst) entries.sort((a, b) => compareKeys(a.key, b.key));
  cache.set(page, { whole: foldersFirst, entries });
  return entries;
}

function prefixEntry(key: string, prefix: string): Entry {
  const rest = key.startsWith(prefix) ? key.slice(prefix.length) : lastSegment(key);
  return { kind: "prefix", id: `p:${key}`, key, name: rest === "/" ? "(empty name)/" : rest };
}

function objectEntry(object: S3Object, prefix: string): Entry {
  const { key } = object;
  const rest = key.startsWith(prefix) ? key.slice(prefix.length) : lastSegment(key);
  return { kind: "object", id: `o:${key}`, key, name: rest === "" ? "(this folder)" : rest, object };
}

/** The order of the keys' UTF-8 bytes, which is S3's. UTF-16 units differ from it only beside surrogates. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others, so they rank above U+E000 to U+FFFF. */
const byteRank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** The sum of the sizes known here; prefixes count nothing. */
export function totalBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.kind === "object" ? entry.object.size : 0), 0);
}

/** Rows whose label contains the words, whatever their case. */
export function filterEntries(entries: readonly Entry[], filter: string): readonly Entry[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === "") return entries;
  return entries.filter((entry) => entryLabel(entry).toLowerCase().includes(wanted));
}

/** How many of each: `3 folders, 12,431 objects` needs both. */
export function countEntries(entries: readonly Entry[]): { prefixes: number; objects: number } {
  let prefixes = 0;
  for (const entry of entries) if (entry.kind === "prefix") prefixes += 1;
  return { prefixes, objects: entries.length - prefixes };
}
