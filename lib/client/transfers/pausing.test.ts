import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PART } from "./fake-cooper";
import { createWorld } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("pausing", () => {
  it("keeps what S3 has, and sends only the rest when resumed", async () => {
    const world = createWorld();
    world.script = ({ number }) => (number > 2 ? "hang" : undefined);
    world.add(["big", 4 * PART]);
    await world.until(() => world.one("in/big").sent > 2 * PART);
    world.transfers.pause(world.one("in/big").id);
    expect(world.one("in/big").state).toBe("paused");
    await world.until(() => world.inFlight.now === 0);
    expect(world.one("in/big").sent).toBe(2 * PART);
    expect(world.calls.abortUpload).toBeUndefined();
    expect(world.transfers.snapshot().totals).toMatchObject({ paused: 1, unfinished: 1, bytes: 4 * PART });
    world.script = () => undefined;
    world.sends.length = 0;
    world.transfers.resume(world.one("in/big").id);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends.map(({ number }) => number).sort()).toEqual([3, 4]);
    expect(world.one("in/big").resumed).toBe(0);
  });

  it("goes on however quickly the one follows the other", async () => {
    const world = createWorld();
    world.add(["big", 4 * PART]);
    await world.until(() => world.one("in/big").state === "sending", 1);
    const { id } = world.one("in/big");
    for (let round = 0; round < 3; round++) {
      world.transfers.pause(id);
      world.transfers.resume(id);
    }
    await world.until(() => world.states()[0] === "done");
    expect(world.uploads.size).toBe(1);
  });

  it("takes back a question, and asks again", async () => {
    const world = createWorld();
    world.objects.set("in/a", { size: 9 });
    world.add(["a", 5]);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.pause(world.one("in/a").id);
    expect(world.transfers.snapshot().conflict).toBeNull();
    world.transfers.resume(world.one("in/a").id);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.resolveConflict(world.one("in/a").id, "replace", false);
    await world.until(() => world.states()[0] === "done");
  });

  it("takes a small file that arrived while it was paused for its own", async () => {
    const world = createWorld();
    world.script = () => "hang";
    world.add(["a", 5]);
    await world.until(() => world.inFlight.now === 1);
    const [upload] = world.uploads.values();
    world.transfers.pause(world.one("in/a").id);
    world.objects.set("in/a", { size: 5 });
    upload?.parts.set(1, 5);
    world.script = () => undefined;
    world.transfers.resume(world.one("in/a").id);
    await world.until(() => world.states()[0] === "done");
  });

  it("leaves nothing behind when cancelled after", async () => {
    const world = createWorld();
    world.script = () => "hang";
    world.add(["big", 4 * PART]);
    await world.until(() => world.inFlight.now > 0);
    world.transfers.pauseAll();
    await world.until(() => world.inFlight.now === 0);
    expect(world.plans.size).toBe(1);
    world.transfers.cancelAll();
    await world.until(() => world.calls.abortUpload === 1);
    expect(world.plans.size).toBe(0);
  });

  it("pauses all and resumes all, also what a drop still brings", async () => {
    const world = createWorld();
    let goOn: () => void = () => undefined;
    async function* drop() {
      yield { path: "d/", folder: true } as const;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield { path: "e/", folder: true } as const;
    }
    world.add(...Array.from({ length: 300 }, (_, index): [string, number] => [`f${index}`, 10]));
    world.transfers.add(drop(), { connection: "c", bucket: "b", prefix: "in/" });
    await world.until(() => world.sends.length > 10);
    world.transfers.pauseAll();
    await world.until(() => world.inFlight.now === 0);
    const before = world.sends.length;
    goOn();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.sends.length).toBe(before);
    expect(world.one("in/e/").state).toBe("paused");
    world.transfers.resumeAll();
    await world.until(() => world.states().every((state) => state === "done"));
    expect(world.folders).toContain("in/e/");
    expect(world.objects.size).toBe(300);
  });
});
