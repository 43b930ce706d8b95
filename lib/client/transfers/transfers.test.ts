import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, MiB, stored, TARGET } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const isEnd = (state: string | undefined) => /done|failed|skipped|cancelled/.test(state ?? "");

describe("createTransfers", () => {
  it("takes a small file through all its states", async () => {
    const world = createWorld();
    const seen: string[] = [];
    world.transfers.subscribe(() => seen.push(world.one("in/a.txt").state));
    world.add(["a.txt", 5]);
    await world.until(() => world.states()[0] === "done", 1);
    expect(world.objects.get("in/a.txt")).toMatchObject({ size: 5 });
    expect(seen).toContain("sending");
    expect(world.transfers.snapshot().totals).toMatchObject({ done: 1, unfinished: 0, sent: 5, bytes: 5 });
    expect(world.stored).toEqual(["in/a.txt"]);
  });

  it("sends an empty file as one part of nothing", async () => {
    const world = createWorld();
    world.add(["empty", 0]);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends.map(({ size }) => size)).toEqual([0]);
  });

  it("sends a large file in parts, six at a time, the last one shorter", async () => {
    const world = createWorld();
    world.add(["big", 10 * PART + 3]);
    await world.until(() => world.states()[0] === "done");
    expect(world.sends).toHaveLength(11);
    expect(world.sends.find(({ number }) => number === 11)?.size).toBe(3);
    expect(world.inFlight.most).toBeLessThanOrEqual(6);
    expect(world.calls.signParts).toBe(1);
  });

  it("keeps to six connections over all files", async () => {
    const world = createWorld();
    world.add(["x", 6 * PART], ["y", 6 * PART], ["z", 6 * PART]);
    await world.until(() => world.states().every((state) => state === "done"));
    expect(world.inFlight.most).toBe(6);
  });

  it("begins and completes many small files in few calls", async () => {
    const world = createWorld();
    world.add(...Array.from({ length: 300 }, (_, index): [string, number] => [`f${index}`, 10]));
    await world.until(() => world.states().every((state) => state === "done"));
    expect(world.objects.size).toBe(300);
    expect(world.calls.createUploads).toBeLessThan(60);
    expect(world.calls.completeUploads).toBeLessThan(100);
  });

  it("begins with the first file while the folder is still read, and makes markers of empty folders", async () => {
    const world = createWorld();
    let goOn: () => void = () => undefined;
    async function* files() {
      yield { path: "d/1", file: fakeFile("1", 1) };
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield { path: "d/empty/", folder: true } as const;
    }
    world.transfers.add(files(), TARGET);
    await world.until(() => world.states()[0] === "done");
    expect(world.transfers.snapshot().totals.reading).toBe(1);
    goOn();
    await world.until(() => world.states()[1] === "done");
    expect(world.folders).toEqual(["in/d/empty/"]);
    expect(world.transfers.snapshot().totals.reading).toBe(0);
  });

  it.each([
    ["a".repeat(1025), /1024 bytes/],
    ["half \ud800", /well-formed/],
    ["a/../b", /'\.\.'/],
  ])("fails a key that cannot be, and nothing else", async (path, reason) => {
    const world = createWorld();
    world.add([path, 1], ["fine", 1]);
    await world.until(() => world.states().every(isEnd));
    expect(world.states()).toEqual(["failed", "done"]);
    const failed = world.one(`in/${path}`);
    expect(failed.failure).toMatchObject({ kind: "key", retryable: false });
    expect(failed.failure?.message).toMatch(reason);
  });

  it("fails one file alone when Cooper refuses its batch", async () => {
    const world = createWorld();
    world.refuses = ({ key }) => key === "in/bad";
    world.add(["a", 1], ["bad", 1], ["b", 1]);
    await world.until(() => world.states().every(isEnd));
    expect(world.states()).toEqual(["done", "failed", "done"]);
  });

  it("leaves nothing behind in S3 when a transfer is cancelled, and can begin it anew", async () => {
    const world = createWorld();
    world.script = ({ number }) => (number > 2 ? "hang" : undefined);
    world.add(["big", 4 * PART]);
    await world.until(() => world.one("in/big").sent >= 2 * PART);
    world.transfers.cancel(world.one("in/big").id);
    expect(world.one("in/big").state).toBe("cancelled");
    await world.until(() => world.calls.abortUpload === 1);
    expect([...world.uploads.values()].every(({ ended }) => ended)).toBe(true);
    expect(world.inFlight.now).toBe(0);
    expect(world.transfers.snapshot().totals).toMatchObject({ bytes: 0, sent: 0, unfinished: 0 });
    world.script = () => undefined;
    world.transfers.retry(world.one("in/big").id);
    await world.until(() => world.states()[0] === "done");
  });

  it("ends an upload that was begun while it was being cancelled", async () => {
    const world = createWorld();
    world.before.createUploads = () => world.transfers.cancel(world.one("in/big").id);
    world.add(["big", 4 * PART]);
    await world.until(() => world.calls.abortUpload === 1);
    expect(world.sends).toHaveLength(0);
    expect(world.states()).toEqual(["cancelled"]);
  });

  it("cancels all, the ones that wait included, and clears what is over", async () => {
    const world = createWorld();
    world.script = () => "hang";
    world.add(...Array.from({ length: 150 }, (_, index): [string, number] => [`f${index}`, 10]));
    await world.until(() => world.inFlight.now > 0);
    world.transfers.cancelAll();
    await world.until(() => world.inFlight.now === 0);
    expect(new Set(world.states())).toEqual(new Set(["cancelled"]));
    world.transfers.clearFinished();
    expect(world.transfers.snapshot().ids).toEqual([]);
  });

  it("sends only what S3 does not have when tried again", async () => {
    const world = createWorld();
    world.script = ({ number }) =>
      number === 3
        ? stored(400, "<Error><Code>InvalidArgument</Code><Message>Wrong.</Message></Error>")
        : undefined;
    world.add(["big", 3 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/big").failure?.message).toBe("S3 answered InvalidArgument: Wrong.");
    const [upload] = world.uploads.values();
    upload?.parts.set(1, PART).set(2, 5);
    world.script = () => undefined;
    world.sends.length = 0;
    world.transfers.retry(world.one("in/big").id);
    await world.until(() => world.states()[0] === "done");
    // What S3 has of part 2 is not the whole of it.
    expect(world.sends.map(({ number }) => number).sort()).toEqual([2, 3]);
    expect(world.calls.uploadStatus).toBe(1);
  });

  it("adds a picked folder in slices, so that the page stays fluid, and stops reading when all is cancelled", async () => {
    const world = createWorld();
    let read = 0;
    const slow = { name: "s", type: "", lastModified: 0, slice: () => new Blob() };
    const files = Array.from({ length: 1000 }, (_, index) => {
      const file = Object.defineProperty({ ...slow }, "size", {
        get() {
          read++;
          vi.setSystemTime(Date.now() + 1);
          return 0;
        },
      });
      return { path: `s${index}`, file: file as unknown as File };
    });
    world.transfers.add(files, TARGET);
    const first = world.transfers.snapshot().ids.length;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(50);
    await world.until(() => world.transfers.snapshot().ids.length > first, 1);
    world.transfers.cancelAll();
    await world.until(() => world.transfers.snapshot().totals.reading === 0);
    expect(read).toBeLessThan(1000);
  });

  it("tells listeners with the next frame, and five times a second at most, however much happens", async () => {
    const world = createWorld();
    const listener = vi.fn();
    world.transfers.subscribe(listener);
    world.add(...Array.from({ length: 100 }, (_, index): [string, number] => [`f${index}`, MiB]));
    expect(listener).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(16);
    expect(listener).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(listener.mock.calls.length).toBeGreaterThan(3);
    expect(listener.mock.calls.length).toBeLessThanOrEqual(6);
    expect(world.transfers.snapshot()).toBe(world.transfers.snapshot());
  });
});
