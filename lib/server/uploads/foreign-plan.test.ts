import { expect, test } from "vitest";
import { MAX_OBJECT_SIZE } from "@/lib/schemas/limits";
import { planForeign } from "./foreign-plan";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

test("an upload of another tool keeps its part size to the last of 10,000 parts", () => {
  expect(planForeign(50_000 * MIB, [{ number: 1, size: 5 * MIB }])).toEqual({
    partSize: 5 * MIB,
    partCount: 10_000,
  });
  expect(() => planForeign(50_000 * MIB + 1, [{ number: 1, size: 5 * MIB }])).toThrow(
    /too small.*thrown away/,
  );
  expect(planForeign(MAX_OBJECT_SIZE, [{ number: 1, size: 5 * GIB }])).toMatchObject({ partCount: 10_000 });
});

test("a first part that is all of the file may be small", () => {
  expect(planForeign(7, [{ number: 1, size: 7 }])).toEqual({ partSize: 7, partCount: 1 });
  expect(() => planForeign(7, [{ number: 1, size: 8 }])).toThrow(/part 1/);
});
