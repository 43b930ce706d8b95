import { expect, test } from "vitest";
import { MAX_OBJECT_SIZE, SINGLE_PUT_LIMIT } from "@/lib/schemas/limits";
import { planUpload, sizeOfPart } from "./plan";

const MIB = 1024 * 1024;

test.each([0, 5, SINGLE_PUT_LIMIT - 1])("%d bytes are one PUT", (size) => {
  expect(planUpload(size)).toEqual({ kind: "single", partSize: size, partCount: 1 });
});

test.each([
  SINGLE_PUT_LIMIT,
  SINGLE_PUT_LIMIT + 1,
  100 * MIB,
  80_000 * MIB,
  80_000 * MIB + 1,
  5 * 1024 ** 4,
  MAX_OBJECT_SIZE,
])("%d bytes make parts that S3 takes and that add up", (size) => {
  const plan = planUpload(size);
  expect(plan.kind).toBe("multipart");
  expect(plan.partCount).toBeLessThanOrEqual(10_000);
  expect(plan.partSize).toBeGreaterThanOrEqual(5 * MIB);
  expect(plan.partSize).toBeLessThanOrEqual(5 * 1024 * MIB);
  const last = sizeOfPart(plan, size, plan.partCount);
  expect(last).toBeGreaterThan(0);
  expect(last).toBeLessThanOrEqual(plan.partSize);
  expect(plan.partSize * (plan.partCount - 1) + last).toBe(size);
});

test("a byte more than 10,000 parts hold makes all of them larger", () => {
  expect(planUpload(80_000 * MIB)).toMatchObject({ partSize: 8 * MIB, partCount: 10_000 });
  // 10,001 parts of 8 MiB it would be.
  expect(planUpload(80_000 * MIB + 1)).toMatchObject({ partSize: 9 * MIB, partCount: 8889 });
  const largest = { partSize: 5 * 1024 * MIB, partCount: 10_000 };
  expect(planUpload(MAX_OBJECT_SIZE)).toMatchObject(largest);
  expect(planUpload(MAX_OBJECT_SIZE - 1)).toMatchObject(largest);
});
