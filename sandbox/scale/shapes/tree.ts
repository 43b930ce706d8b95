import { padded, type Shape, spread } from "../shape";

/** A folder with no more keys than this has no folders in it. */
const LEAF = 48;
const FOLDERS = [
  "archive",
  "budget",
  "clients",
  "drafts",
  "exports",
  "field notes",
  "images",
  "minutes",
  "orders",
  "plans",
  "reports",
  "scans",
];
const KINDS = ["letter.docx", "scan.pdf", "photo.jpeg", "table.csv", "notes.md"];
const LEVELS = 63;

/** Folders within folders, down to keys of a thousand bytes; S3 ends at 1,024. */
const DEEP = Array.from({ length: LEVELS }, (_, at) =>
  Array.from({ length: at }, (_, level) => `level-${padded(level + 1, 2)}-stairs/`).reduce(
    (path, name) => path + name,
    "zz-deep/",
  ),
);

/** Files first, by their digits, then folders, by their letters. */
function place(position: number, size: number, path: string): string {
  const files = size <= LEAF ? size : 3 + (size % 11);
  if (position < files) return `${path}${padded(position, 2)}-${KINDS[position % KINDS.length]}`;
  const { cell, at, count } = spread(position - files, size - files, FOLDERS.length);
  return place(at, count, `${path}${FOLDERS[cell]}/`);
}

/** A deep tree with some files in every folder; one key of a hundred lies in a staircase of sixty-two folders. */
export function treeShape(size: number): Shape {
  const deep = Math.floor(size / 100);
  return {
    size,
    keyAt(position) {
      if (position < size - deep) return place(position, size - deep, "");
      const { cell, at } = spread(position - size + deep, deep, LEVELS);
      return `${DEEP[cell]}${padded(at, 9)}.bin`;
    },
  };
}
