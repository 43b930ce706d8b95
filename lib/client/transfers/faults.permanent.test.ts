import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { createWorld, stored } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const xml = (code: string, message: string) =>
  `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;

describe("a refusal for good", () => {
  it.each([
    [403, "AccessDenied", "Access Denied."],
    [403, "QuotaExceeded", "The bucket is full."],
    [400, "EntityTooLarge", "Your proposed upload is too large."],
    [507, "XMinioStorageFull", "Storage backend has reached its minimum free drive threshold."],
    [501, "NotImplemented", "No."],
  ])("(%i %s) stops at once, with S3's own words", async (status, code, message) => {
    const world = createWorld();
    world.script = () => stored(status, xml(code, message));
    world.add(["a", 10], ["big", 4 * PART]);
    const began = Date.now();
    await world.until(() => world.states().every((state) => state === "failed"));
    expect(Date.now() - began).toBeLessThan(5000);
    expect(world.one("in/big").failure?.message).toBe(`S3 answered ${code}: ${message}`);
    expect(world.sends.length).toBeLessThanOrEqual(7);
  });

  it("by Cooper at completion stops as soon, and keeps the upload", async () => {
    const world = createWorld();
    world.before.completeUpload = () => {
      throw new AppError("s3_denied", "S3 does not let Cooper complete it.");
    };
    world.add(["big", 4 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.calls.completeUpload).toBe(1);
    expect(world.plans.size).toBe(1);
    world.before.completeUpload = undefined;
    world.sends.length = 0;
    world.transfers.retry(world.one("in/big").id);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends).toHaveLength(0);
  });
});
