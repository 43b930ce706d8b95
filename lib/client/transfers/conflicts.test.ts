import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, TARGET } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function worldWith(...taken: string[]) {
  const world = createWorld();
  for (const key of taken) world.objects.set(key, { size: 99 });
  return world;
}

describe("a name that is taken", () => {
  it("asks, with both sizes, before a byte is sent", async () => {
    const world = worldWith("in/a.txt");
    world.add(["a.txt", 5]);
    await world.until(() => world.transfers.snapshot().conflict?.theirs != null);
    expect(world.transfers.snapshot().conflict).toMatchObject({
      key: "in/a.txt",
      ours: { size: 5 },
      theirs: { size: 99 },
      asking: 1,
    });
    expect(world.sends).toHaveLength(0);
  });

  it("replaces", async () => {
    const world = worldWith("in/a.txt");
    world.add(["a.txt", 5]);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.resolveConflict(world.one("in/a.txt").id, "replace", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.objects.get("in/a.txt")?.size).toBe(5);
    expect(world.transfers.snapshot().conflict).toBeNull();
  });

  it("skips", async () => {
    const world = worldWith("in/a.txt");
    world.add(["a.txt", 5]);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.resolveConflict(world.one("in/a.txt").id, "skip", false);
    await world.until(() => world.states()[0] === "skipped");
    expect(world.objects.get("in/a.txt")?.size).toBe(99);
    expect(world.stored).toEqual([]);
  });

  it("keeps both under the next free number", async () => {
    const world = worldWith("in/a.txt", "in/a (2).txt");
    world.add(["a.txt", 5]);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.resolveConflict(world.one("in/a.txt").id, "keep-both", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.one("in/a (3).txt").state).toBe("done");
    expect(world.objects.get("in/a.txt")?.size).toBe(99);
    expect(world.objects.get("in/a (3).txt")?.size).toBe(5);
  });

  it("asks one after another, or once for all, also for what comes later of the same drop", async () => {
    const names = Array.from({ length: 120 }, (_, index) => `f${index}`);
    const world = worldWith(...names.map((name) => `in/${name}`));
    world.add(...names.map((name): [string, number] => [name, 5]));
    await world.until(() => world.transfers.snapshot().conflict !== null);
    world.transfers.resolveConflict(world.one("in/f0").id, "skip", false);
    await world.until(() => world.transfers.snapshot().conflict?.key === "in/f1");
    world.transfers.resolveConflict(world.one("in/f1").id, "replace", true);
    await world.until(() => world.states().every((state) => state === "done" || state === "skipped"));
    expect(world.one("in/f0").state).toBe("skipped");
    expect(world.one("in/f119").state).toBe("done");
    expect(world.objects.get("in/f119")?.size).toBe(5);
  });

  it("does not ask again for files of the same drop that are found later, but does for another drop", async () => {
    const world = worldWith("in/a", "in/b", "in/c");
    let goOn: () => void = () => undefined;
    async function* drop() {
      yield { path: "a", file: fakeFile("a", 5) };
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield { path: "b", file: fakeFile("b", 5) };
    }
    world.transfers.add(drop(), TARGET);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.resolveConflict(world.one("in/a").id, "replace", true);
    goOn();
    await world.until(() => world.states()[1] === "done");
    world.add(["c", 5]);
    await world.until(() => world.states()[2] === "asking");
  });

  it("asks when the name was taken while the bytes were on the way (412)", async () => {
    const world = createWorld();
    world.script = ({ key }) => {
      world.objects.set(key, { size: 1 });
      return undefined;
    };
    world.add(["a", 5]);
    await world.until(() => world.states()[0] === "asking");
    world.script = () => undefined;
    world.transfers.resolveConflict(world.one("in/a").id, "replace", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.objects.get("in/a")?.size).toBe(5);
  });

  async function takenMeanwhile() {
    const world = createWorld();
    world.before.completeUpload = () => {
      if (world.calls.completeUpload === 1) world.objects.set("in/big.bin", { size: 1 });
    };
    world.add(["big.bin", 2 * PART]);
    await world.until(() => world.states()[0] === "asking");
    return world;
  }

  it("replaces at completion with the parts that are there", async () => {
    const world = await takenMeanwhile();
    world.transfers.resolveConflict(world.one("in/big.bin").id, "replace", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends).toHaveLength(2);
    expect(world.objects.get("in/big.bin")?.size).toBe(2 * PART);
  });

  it("aborts the parts when skipped at completion", async () => {
    const world = await takenMeanwhile();
    world.transfers.resolveConflict(world.one("in/big.bin").id, "skip", false);
    await world.until(() => world.states()[0] === "skipped");
    expect(world.calls.abortUpload).toBe(1);
  });

  it("keeps both at completion by sending again under a new name, leaving nothing of the first", async () => {
    const world = await takenMeanwhile();
    world.transfers.resolveConflict(world.one("in/big.bin").id, "keep-both", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.objects.get("in/big (2).bin")?.size).toBe(2 * PART);
    expect([...world.uploads.values()].every(({ ended }) => ended)).toBe(true);
  });

  it("can be cancelled while it asks", async () => {
    const world = worldWith("in/a");
    world.add(["a", 5]);
    await world.until(() => world.states()[0] === "asking");
    world.transfers.cancelAll();
    expect(world.transfers.snapshot().conflict).toBeNull();
    expect(world.states()).toEqual(["cancelled"]);
  });
});

describe("replace, said beforehand", () => {
  it("asks Cooper for no condition at all", async () => {
    const world = createWorld();
    world.transfers.setSettings({ onConflict: "replace", skipJunk: false, emptyFolders: true });
    world.objects.set("in/a", { size: 5 } as never);
    world.add(["a", 10]);
    await world.until(() => world.one("in/a").state === "done");
    expect([...world.uploads.values()].map(({ onConflict }) => onConflict)).toEqual(["replace"]);
    expect(world.objects.get("in/a")?.size).toBe(10);
  });
});
