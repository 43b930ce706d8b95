/** Browsers cut elements off somewhere above 16 million pixels: beyond this, the scrollbar runs through the rows faster. */
const MAX_PX = 12_000_000;
const OVERSCAN = 4;

type Place = { count: number; height: number; top: number; view: number };

export type Rows = {
  /** Of the element that holds the rows. */
  total: number;
  /** From the first row in sight to before `end`. */
  start: number;
  end: number;
  /** Where a row stands within that element. */
  topOf: (index: number) => number;
};

/** The rows that can be seen, by arithmetic alone. */
export function rowsInSight({ count, height, top, view }: Place): Rows {
  const total = Math.min(count * height, MAX_PX);
  const inside = Math.max(0, Math.min(top, total - view));
  const from = inside * speed(count * height, total, view);
  return {
    total,
    start: Math.max(0, Math.floor(from / height) - OVERSCAN),
    end: Math.min(count, Math.ceil((from + view) / height) + OVERSCAN),
    topOf: (index) => index * height - from + inside,
  };
}

/** Where to scroll to so that a row is in sight: no farther than needed. */
export function scrollTopFor(index: number, { count, height, top, view }: Place): number {
  const total = Math.min(count * height, MAX_PX);
  const factor = speed(count * height, total, view);
  const from = top * factor;
  if (index * height < from) return (index * height) / factor;
  if ((index + 1) * height > from + view) return ((index + 1) * height - view) / factor;
  return top;
}

/** Pixels of rows for each pixel of the scrollbar. */
function speed(full: number, total: number, view: number): number {
  return total > view ? (full - view) / (total - view) : 1;
}
