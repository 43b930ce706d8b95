import { describe, expect, test } from "vitest";
import { newVersionId, orderOfVersionId } from "./version-id";

describe("version ids", () => {
  test("are all different, of one length, and keep their place", () => {
    const orders = [1, 2, 2, 1_790_000_000_000_000];
    const ids = orders.map(newVersionId);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._]{32}$/);
    expect(ids.map(orderOfVersionId)).toEqual(orders);
  });

  test("what was never given out is none", () => {
    const [id] = [newVersionId(1)];
    for (const text of ["", "null", id.slice(1), `${id}a`, `${id.startsWith("a") ? "b" : "a"}${id.slice(1)}`])
      expect(orderOfVersionId(text)).toBeNull();
  });
});
