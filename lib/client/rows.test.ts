import { describe, expect, it } from "vitest";
import { rowsInSight, scrollTopFor } from "./rows";

const shown = (place: Parameters<typeof rowsInSight>[0]) => {
  const { start, end } = rowsInSight(place);
  return [start, end];
};

describe("rowsInSight", () => {
  it("is what fits, and a few around it", () => {
    expect(shown({ count: 3, height: 32, top: 0, view: 160 })).toEqual([0, 3]);
    expect(shown({ count: 100_000, height: 32, top: 3200, view: 160 })).toEqual([96, 109]);
    expect(shown({ count: 0, height: 32, top: 0, view: 160 })).toEqual([0, 0]);
  });

  it("puts each row below the one before", () => {
    const { topOf, total } = rowsInSight({ count: 100_000, height: 32, top: 3200, view: 160 });
    expect([topOf(0), topOf(100), total]).toEqual([0, 3200, 3_200_000]);
  });

  it("stays within what browsers can scroll, and still reaches the last of ten million", () => {
    const many = { count: 10_000_000, height: 32, view: 160 };
    const { total, end, topOf } = rowsInSight({ ...many, top: 1e9 });
    expect(total).toBeLessThan(16_000_000);
    expect(end).toBe(many.count);
    expect(topOf(many.count - 1) + 32).toBeCloseTo(total);
    expect(rowsInSight({ ...many, top: 0 }).start).toBe(0);
  });

  it("stands at the end when the rows above the place are gone", () => {
    expect(shown({ count: 10, height: 32, top: 9000, view: 160 })).toEqual([1, 10]);
  });
});

describe("scrollTopFor", () => {
  it.each([
    [50, 1600],
    [102, 3200],
    [105, 3232],
  ])("brings row %d into sight, no farther than needed", (index, expected) => {
    expect(scrollTopFor(index, { count: 1000, height: 32, top: 3200, view: 160 })).toBe(expected);
  });

  it("finds a row of ten million", () => {
    const many = { count: 10_000_000, height: 32, view: 160 };
    const top = scrollTopFor(7_654_321, { ...many, top: 0 });
    const { start, end } = rowsInSight({ ...many, top });
    expect(start).toBeLessThanOrEqual(7_654_321);
    expect(end).toBeGreaterThan(7_654_321);
  });
});
