import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld } from "./fake-world";
import { createTransfers } from "./transfers";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hidden = () => {
  throw new AppError("not_found", "This bucket does not exist, or you have no access to it.");
};

describe("a bucket that cannot be seen for a moment", () => {
  it.each(["uploadStatus", "resumeUpload", "listUploads"])(
    "costs an upload of an earlier visit nothing when %s says so",
    async (call) => {
      const world = createWorld();
      world.script = ({ number }) => (number > 2 ? "hang" : undefined);
      world.add(["big", 4 * PART]);
      await world.until(() => world.one("in/big").sent >= 2 * PART && world.inFlight.now === 2);
      const [plan] = world.plans.values();
      if (!plan) throw new Error("Nothing was remembered.");
      world.script = () => undefined;
      world.sends.length = 0;
      if (call !== "uploadStatus")
        world.before.uploadStatus = () => {
          if (world.calls.resumeUpload && !world.before[call]) return;
          throw new AppError("invalid_ticket", "This ticket is too old.");
        };
      world.before[call] = hidden;
      const next = createTransfers(world.deps);
      const id = next.adopt(plan, fakeFile("big", 4 * PART));
      await world.until(() => next.snapshot().get(id)?.state === "failed");
      expect(next.snapshot().get(id)?.failure).toMatchObject({ kind: "refused", retryable: true });
      expect(next.snapshot().get(id)?.failure?.message).toContain("no access");
      expect(world.plans.size).toBe(1);
      world.before[call] = undefined;
      next.retry(id);
      await world.until(() => next.snapshot().get(id)?.state === "done");
      expect(world.sends.map(({ number }) => number).sort()).toEqual([3, 4]);
      expect(world.plans.size).toBe(0);
    },
  );

  it("keeps an upload whose ticket got too old while one may not write", async () => {
    const world = createWorld();
    world.script = () => "hang";
    world.add(["big", 4 * PART]);
    await world.until(() => world.inFlight.now > 0);
    const [plan] = world.plans.values();
    if (!plan) throw new Error("Nothing was remembered.");
    world.script = () => undefined;
    world.before.uploadStatus = () => {
      if (!world.calls.resumeUpload) throw new AppError("invalid_ticket", "This ticket is too old.");
    };
    world.mayWrite = false;
    const next = createTransfers(world.deps);
    const id = next.adopt(plan, fakeFile("big", 4 * PART));
    await world.until(() => next.snapshot().get(id)?.state === "failed");
    expect(next.snapshot().get(id)?.failure).toMatchObject({ kind: "refused", retryable: true });
    expect(world.plans.size).toBe(1);
    world.mayWrite = true;
    next.retry(id);
    await world.until(() => next.snapshot().get(id)?.state === "done");
    expect(world.calls.createUploads).toBe(1);
  });

  it.each(["signParts", "completeUpload"])("is no end of an upload at %s", async (call) => {
    const world = createWorld();
    world.before[call] = hidden;
    world.add(["big", 6 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/big").failure?.retryable).toBe(true);
    expect(world.plans.size).toBe(1);
    expect(world.uploads.size).toBe(1);
    world.before[call] = undefined;
    const before = world.sends.length;
    world.transfers.retry(world.one("in/big").id);
    await world.until(() => world.states()[0] === "done");
    expect(world.uploads.size).toBe(1);
    if (call === "completeUpload") expect(world.sends).toHaveLength(before);
  });
});
