/**
 * A set of keys that is computed and never stored. Keys are strings of their UTF-8 bytes (see store/key-index.ts), and
 * `keyAt` must rise strictly: everything else is searched in it.
 */
export type Shape = {
  readonly size: number;
  keyAt(position: number): string;
  /** Where a shape names objects by their size: that size, listed or not; null for other keys. */
  sizeOf?(key: string): number | null;
};

export type Cell = { cell: number; at: number; count: number };

/** Deals `size` positions out evenly over cells, in order: which cell a position is in, and its place there. */
export function spread(position: number, size: number, cells: number): Cell {
  const cell = Math.floor(((position + 1) * cells - 1) / size);
  const first = Math.floor((cell * size) / cells);
  return { cell, at: position - first, count: Math.floor(((cell + 1) * size) / cells) - first };
}

export function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
