import { hex8, mix } from "../mix";
import { padded, type Shape, spread } from "../shape";

const BEFORE = 17;
const AFTER = 46;

/** 64 prefixes of which one, `tenant-17/`, holds 99 % of all keys. */
export function hotShape(size: number): Shape {
  const cold = Math.floor(size / 100);
  const before = Math.floor((cold * BEFORE) / (BEFORE + AFTER));
  const after = cold - before;
  const tenantAt = (position: number) => {
    if (position < before) return spread(position, before, BEFORE);
    if (position < size - after) return { cell: BEFORE, at: position - before };
    const { cell, at } = spread(position - size + after, after, AFTER);
    return { cell: BEFORE + 1 + cell, at };
  };
  return {
    size,
    keyAt(position) {
      const { cell, at } = tenantAt(position);
      return `tenant-${padded(cell, 2)}/${padded(at, 9)}-${hex8(mix(position))}.json`;
    },
  };
}
