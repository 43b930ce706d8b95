import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, stored, TARGET } from "./fake-world";
import type { Choice } from "./transfer";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const isOver = (state: string | undefined) => state === "done" || state === "skipped";
const changedAt = (path: string, size: number, lastModified: number) => ({
  path,
  file: Object.assign(fakeFile(path, size), { lastModified }),
});

function worldThat(onConflict: Choice) {
  const world = createWorld();
  world.transfers.setSettings({ onConflict, skipJunk: true, emptyFolders: true });
  return world;
}

describe("a standing choice", () => {
  it.each([
    ["replace", "done", 5],
    ["skip", "skipped", 99],
    ["keep-both", "done", 99],
  ] as const)("%s needs no question", async (choice, state, size) => {
    const world = worldThat(choice);
    world.objects.set("in/a", { size: 99 });
    let asked = false;
    world.transfers.subscribe(() => {
      asked ||= world.transfers.snapshot().conflict !== null;
    });
    world.add(["a", 5]);
    await world.until(() => isOver(world.states()[0]));
    expect(world.states()).toEqual([state]);
    expect(world.objects.get("in/a")?.size).toBe(size);
    expect(asked).toBe(false);
  });

  it("replaces what is older, and says why the rest was skipped", async () => {
    const world = worldThat("replace-if-newer");
    world.objects.set("in/old", { size: 1, modified: new Date(1000) });
    world.objects.set("in/new", { size: 1, modified: new Date(9000) });
    world.transfers.add([changedAt("old", 5, 5000), changedAt("new", 5, 5000)], TARGET);
    await world.until(() => world.states().every(isOver));
    expect(world.states()).toEqual(["done", "skipped"]);
    expect(world.one("in/new").note).toMatch(/stored after this file was changed/);
    expect(world.objects.get("in/old")?.size).toBe(5);
  });

  it("replaces also where the store refuses every condition with an ETag, and says that nothing guarded it", async () => {
    const world = worldThat("replace-if-size-differs");
    world.objects.set("in/other", { size: 6 });
    world.script = () =>
      [...world.uploads.values()].at(-1)?.ifMatch === undefined ? undefined : stored(412);
    world.add(["other", 5]);
    await world.until(() => isOver(world.states()[0]) || world.states()[0] === "asking");
    expect(world.one("in/other")).toMatchObject({ state: "done", atomic: false });
    expect(world.objects.get("in/other")?.size).toBe(5);
  });

  it("replaces what is of another size", async () => {
    const world = worldThat("replace-if-size-differs");
    world.objects.set("in/same", { size: 5 });
    world.objects.set("in/other", { size: 6 });
    world.add(["same", 5], ["other", 5]);
    await world.until(() => world.states().every(isOver));
    expect(world.states()).toEqual(["skipped", "done"]);
  });

  it("compares a thousand files by a few listings", async () => {
    const world = worldThat("replace-if-size-differs");
    const names = Array.from({ length: 1000 }, (_, index) => `f${index}`);
    for (const name of names) world.objects.set(`in/${name}`, { size: 5 });
    world.add(...names.map((name): [string, number] => [name, 5]));
    await world.until(() => world.states().every(isOver));
    expect(new Set(world.states())).toEqual(new Set(["skipped"]));
    expect(world.calls.listObjects).toBeLessThan(30);
    expect(world.calls.findObject ?? 0).toBeLessThan(20);
  });
});

describe("replacing by comparison", () => {
  it("asks anew when what was compared has changed before the bytes were there", async () => {
    const world = worldThat("replace-if-size-differs");
    world.objects.set("in/a", { size: 6 });
    world.script = () => {
      world.objects.set("in/a", { size: 7 });
      return undefined;
    };
    world.add(["a", 5]);
    await world.until(() => world.transfers.snapshot().conflict?.theirs?.size === 7);
    expect(world.objects.get("in/a")?.size).toBe(7);
    world.script = () => undefined;
    world.transfers.resolveConflict(world.one("in/a").id, "replace-if-size-differs", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.objects.get("in/a")?.size).toBe(5);
  });

  it("completes parts that are there under the same condition", async () => {
    const world = worldThat("replace-if-size-differs");
    world.before.completeUpload = () => {
      if (world.calls.completeUpload === 1) world.objects.set("in/big", { size: 1 });
      if (world.calls.completeUpload === 2) world.objects.set("in/big", { size: 2 });
    };
    world.add(["big", 2 * PART]);
    await world.until(() => world.states()[0] === "asking");
    expect(world.objects.get("in/big")?.size).toBe(2);
    world.transfers.resolveConflict(world.one("in/big").id, "replace-if-size-differs", false);
    await world.until(() => world.states()[0] === "done");
    expect(world.objects.get("in/big")?.size).toBe(2 * PART);
    expect(world.sends).toHaveLength(2);
  });

  it("takes the name as free when what was there is gone", async () => {
    const world = worldThat("replace-if-newer");
    world.objects.set("in/a", { size: 6 });
    world.before.findObject = () => world.objects.delete("in/a");
    world.add(["a", 5]);
    await world.until(() => world.states()[0] === "done");
    expect([...world.uploads.values()].at(-1)).toMatchObject({ onConflict: "fail" });
  });

  it("asks where it cannot be found out what is there", async () => {
    const world = worldThat("replace-if-newer");
    world.objects.set("in/a", { size: 6 });
    world.before.findObject = () => {
      throw new AppError("forbidden", "You may not read this.");
    };
    world.add(["a", 5]);
    await world.until(() => world.states()[0] === "asking");
    expect(world.transfers.snapshot().conflict?.theirs).toBeNull();
    world.transfers.resolveConflict(world.one("in/a").id, "skip", false);
    await world.until(() => world.states()[0] === "skipped");
  });

  it("can be paused while it is compared, and goes on from there", async () => {
    const world = worldThat("replace-if-size-differs");
    world.objects.set("in/a", { size: 6 });
    world.before.findObject = () => {
      if (world.calls.findObject === 1) world.transfers.pause(world.one("in/a").id);
    };
    world.add(["a", 5]);
    await world.until(() => world.states()[0] === "paused");
    world.transfers.resume(world.one("in/a").id);
    await world.until(() => world.states()[0] === "done");
  });
});

describe("junk and empty folders", () => {
  it("are counted and left out, and forgotten with the rest", async () => {
    const world = createWorld();
    world.transfers.setSettings({ onConflict: "ask", skipJunk: true, emptyFolders: false });
    world.transfers.add(
      [
        { path: ".DS_Store", junk: true },
        { path: "empty/", folder: true },
      ],
      TARGET,
    );
    expect(world.transfers.snapshot()).toMatchObject({ ids: [], totals: { junk: 1, files: 0 } });
    world.transfers.clearFinished();
    expect(world.transfers.snapshot().totals.junk).toBe(0);
  });
});

describe("the list of failed ones", () => {
  it("is the same array until one more fails, and loses who is tried again", async () => {
    const world = createWorld();
    world.transfers.add([{ path: "x", problem: "no" }], TARGET);
    world.add(["half \ud800", 1], ["fine", 1]);
    await world.until(() => world.states()[2] === "done");
    const { failed, ids } = world.transfers.snapshot();
    expect(failed).toEqual(ids.slice(0, 2));
    expect(world.transfers.snapshot().failed).toBe(failed);
    world.transfers.cancelAll();
    await world.until(() => world.transfers.snapshot().failed.length === 0);
  });
});
