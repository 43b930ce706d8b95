import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, NETWORK, stored } from "./fake-world";
import type { Plan } from "./plan";
import { createTransfers } from "./transfers";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("bytes that never fit their checksum", () => {
  it("end the one upload within two minutes, and are no outage of the store", async () => {
    const world = createWorld();
    world.verifies = true;
    world.script = ({ key }) => (key === "in/bad" ? "flip" : undefined);
    world.add(["bad", 10]);
    const began = Date.now();
    await world.until(() => world.states()[0] === "failed");
    expect(Date.now() - began).toBeLessThan(120_000);
    expect(world.one("in/bad").failure?.message).toContain("BadDigest");
    world.add(["good", 10]);
    await world.until(() => world.one("in/good").state === "done");
  });
});

describe("a single PUT whose name is looked at again before it is signed anew", () => {
  const conflict = () => {
    throw new AppError("conflict", "The object is no longer the one that was to be replaced.");
  };

  it("is done if what took the name is itself", async () => {
    const world = createWorld();
    world.urlLifetime = 10_000;
    world.before.signParts = conflict;
    world.script = () => {
      world.script = () => stored(500);
      for (const upload of world.uploads.values()) {
        upload.parts.set(1, 10);
        upload.contents.set(1, "a 0-10");
      }
      return NETWORK;
    };
    world.add(["a", 10]);
    await world.until(() => ["done", "failed", "asking"].includes(world.one("in/a").state));
    expect(world.one("in/a").state).toBe("done");
  });

  it("asks if it is somebody else's", async () => {
    const world = createWorld();
    world.urlLifetime = 10_000;
    world.before.signParts = conflict;
    world.script = () => stored(500);
    world.add(["a", 10]);
    await world.until(() => ["done", "failed", "asking"].includes(world.one("in/a").state));
    expect(world.one("in/a").state).toBe("asking");
  });
});

/** A world where a visit ended with the parts after `from` sent. */
async function leftBehind(count: number, from: number) {
  const world = createWorld();
  world.script = ({ number }) => (number < from ? "hang" : undefined);
  world.add(["big", count * PART]);
  for (let number = from; number <= count; number++) {
    await world.until(() => world.uploads.size === 1);
    const [upload] = world.uploads.values();
    const start = (number - 1) * PART;
    upload?.parts.set(number, PART);
    upload?.contents.set(number, `big ${start}-${start + PART}`);
  }
  await world.until(() => world.plans.size === 1);
  const [plan] = world.plans.values();
  if (!plan) throw new Error("Nothing was remembered.");
  world.script = () => undefined;
  world.sends.length = 0;
  return { world, plan: plan as Plan, next: createTransfers(world.deps) };
}

describe("an upload of an earlier visit", () => {
  it("sends a part that S3 has wrongly once, also while others are still to be sent", async () => {
    const { world, plan, next } = await leftBehind(20, 8);
    const [upload] = world.uploads.values();
    upload?.contents.set(20, "something else");
    const id = next.adopt(plan, fakeFile("big", 20 * PART));
    await world.until(() => next.snapshot().get(id)?.state === "done");
    expect(world.sends.map(({ number }) => number).filter((number) => number >= 8)).toEqual([20]);
  });

  it("compares its parts itself where another tool promised a checksum that this page cannot make", async () => {
    const { world, plan, next } = await leftBehind(4, 3);
    let flips = 1;
    world.script = ({ number }) => (number === 2 && flips-- > 0 ? "flip" : undefined);
    const id = next.adopt({ ...plan, checksum: "CRC32" }, fakeFile("big", 4 * PART));
    await world.until(() => next.snapshot().get(id)?.state === "done");
    expect(world.sends.map(({ number }) => number).sort()).toEqual([1, 2, 2]);
    expect(next.snapshot().get(id)?.verified).toBe("MD5");
  });
});
