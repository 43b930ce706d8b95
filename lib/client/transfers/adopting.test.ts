import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld } from "./fake-world";
import type { Plan } from "./plan";
import { createTransfers } from "./transfers";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A world where a visit ended with two of four parts sent, and what it remembered. */
async function leftBehind() {
  const world = createWorld();
  world.script = ({ number }) => (number > 2 ? "hang" : undefined);
  world.add(["big", 4 * PART]);
  await world.until(() => world.one("in/big").sent >= 2 * PART && world.inFlight.now === 2);
  const [plan] = world.plans.values();
  if (!plan) throw new Error("Nothing was remembered.");
  world.script = () => undefined;
  world.sends.length = 0;
  // The page is gone, and with it all that it knew.
  const next = createTransfers(world.deps);
  const one = (id: string) => next.snapshot().get(id);
  return { world, plan: plan as Plan, next, one };
}

describe("an upload of an earlier visit", () => {
  it("goes on with what S3 does not have", async () => {
    const { world, plan, next, one } = await leftBehind();
    const id = next.adopt(plan, fakeFile("big", 4 * PART));
    await world.until(() => one(id)?.state === "done");
    expect(one(id)).toMatchObject({ key: "in/big", resumed: 2 * PART, sent: 4 * PART });
    expect(world.sends.map(({ number }) => number).sort()).toEqual([3, 4]);
    expect(world.plans.size).toBe(0);
  });

  it.each([
    ["size", fakeFile("big", 4 * PART - 1)],
    ["time", Object.assign(fakeFile("big", 4 * PART), { lastModified: 5 })],
  ])("refuses a file of another %s, mixes nothing and keeps the upload", async (_what, file) => {
    const { world, plan, next, one } = await leftBehind();
    const id = next.adopt(plan, file);
    expect(one(id)).toMatchObject({ state: "failed", failure: { kind: "file", retryable: false } });
    expect(one(id)?.failure?.message).toContain("changed");
    next.cancel(id);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.sends).toEqual([]);
    expect(world.calls.abortUpload).toBeUndefined();
    expect(world.plans.size).toBe(1);
  });

  it("takes a file whose time nobody kept by its size", async () => {
    const { world, plan, next, one } = await leftBehind();
    const id = next.adopt({ ...plan, file: { ...plan.file, lastModified: null } }, fakeFile("big", 4 * PART));
    await world.until(() => one(id)?.state === "done");
  });

  it("is taken up once, however often it is asked for", async () => {
    const { plan, next } = await leftBehind();
    const file = fakeFile("big", 4 * PART);
    expect(next.adopt(plan, file)).toBe(next.adopt(plan, file));
    expect(next.snapshot().ids).toHaveLength(1);
  });

  it("begins anew where S3 no longer knows it", async () => {
    const { world, plan, next, one } = await leftBehind();
    for (const upload of world.uploads.values()) upload.ended = true;
    const id = next.adopt(plan, fakeFile("big", 4 * PART));
    await world.until(() => one(id)?.state === "done");
    expect(world.sends).toHaveLength(4);
    expect(world.plans.size).toBe(0);
  });

  it.each(["while it is sent", "before it goes on"])(
    "whose ticket gets too old %s goes on with what S3 has",
    async (when) => {
      const { world, plan, next, one } = await leftBehind();
      const old = () => {
        if (world.calls.resumeUpload) return;
        throw new AppError("invalid_ticket", "This upload ticket is older than seven days.");
      };
      world.before.uploadStatus = when.startsWith("before") ? old : undefined;
      world.before.signParts = old;
      const id = next.adopt(plan, fakeFile("big", 4 * PART));
      await world.until(() => ["done", "failed"].includes(one(id)?.state ?? ""));
      expect(one(id)?.state).toBe("done");
      expect(world.sends.map(({ number }) => number).sort()).toEqual([3, 4]);
      expect(world.calls.createUploads).toBe(1);
      expect(world.plans.size).toBe(0);
    },
  );

  it("whose ticket is too old begins anew where S3 no longer knows it", async () => {
    const { world, plan, next, one } = await leftBehind();
    for (const upload of world.uploads.values()) upload.ended = true;
    world.before.uploadStatus = () => {
      if ((world.calls.uploadStatus ?? 0) > 2) return;
      throw new AppError("invalid_ticket", "This upload ticket is older than seven days.");
    };
    const id = next.adopt(plan, fakeFile("big", 4 * PART));
    await world.until(() => ["done", "failed"].includes(one(id)?.state ?? ""));
    expect(one(id)?.state).toBe("done");
    expect(world.calls.createUploads).toBe(2);
  });
});
