import { describe, expect, it } from "vitest";
import { createFakeDownloads, MiB } from "./fake-downloads";
import { busy } from "./fake-store";

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const own = (content: string) => new TextEncoder().encode(content);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a file of the user's own", () => {
  it("is not written over where the browser refuses an object's own name", async () => {
    const world = createFakeDownloads();
    const source = world.store.put("x.lnk", 1000);
    world.disk.root.set("x.lnk_", own("mine"));
    const id = world.folder([source], "keep-both");
    expect(await world.until(id, "done", "failed")).toMatchObject({ state: "done", failed: 0 });
    expect(text(world.disk.read("x.lnk_"))).toBe("mine");
    expect(world.disk.read("x (2).lnk_")).toHaveLength(1000);
  });

  it("stays when the object that would have taken its name fails", async () => {
    const world = createFakeDownloads();
    const source = world.store.put("x.lnk", 1000);
    world.store.fault = () => busy(500, "InternalError");
    world.disk.root.set("x.lnk_", own("mine"));
    const id = world.folder([source], "replace");
    expect(await world.until(id, "done", "failed")).toMatchObject({ failed: 1 });
    expect(text(world.disk.read("x.lnk_"))).toBe("mine");
  });

  it("and an object are not written over by a report", async () => {
    const world = createFakeDownloads();
    world.disk.root.set("_RENAMED.txt", own("mine"));
    const keys = ["_FAILED.txt", "a:b", "bad"];
    const sources = keys.map((key) => world.store.put(key, 100));
    world.store.fault = ({ key }) => (key === "bad" ? busy(500, "InternalError") : undefined);
    const id = world.folder(sources);
    await world.until(id, "done", "failed");
    expect(world.disk.read("_FAILED.txt")).toEqual(world.store.objects.get("_FAILED.txt")?.bytes);
    expect(text(world.disk.read("_RENAMED.txt"))).toBe("mine");
    expect(text(world.disk.read("_FAILED (2).txt"))).toContain('"bad"');
    expect(text(world.disk.read("_RENAMED (2).txt"))).toContain('"a:b"');
    world.store.fault = () => undefined;
    world.downloads.retry(id);
    await world.until(id, "running", "finishing");
    await world.until(id, "done", "failed");
    // Nothing fails any more, so nothing says so.
    expect(world.disk.paths().sort()).toEqual(
      ["_FAILED.txt", "_RENAMED (2).txt", "_RENAMED.txt", "a_b", "bad"].sort(),
    );
  });
});

describe("two objects of one download", () => {
  it("never share a file, whatever lies there already", async () => {
    for (let delay = 0; delay < 6; delay++) {
      const world = createFakeDownloads();
      const keys = ["first", "a", "a (2)"];
      const sources = keys.map((key, n) => world.store.put(key, 1000 + n));
      for (const name of ["first", "a"]) world.disk.root.set(name, own("mine"));
      world.disk.delays = new Map([["a (2)", delay]]);
      const id = world.folder(sources, "keep-both");
      expect(await world.until(id, "done", "failed")).toMatchObject({ objectsDone: 3 });
      const lengths = world.disk.paths().map((path) => world.disk.read(path)?.length);
      expect(lengths.sort(), String(delay)).toEqual([1000, 1001, 1002, 4, 4].sort());
    }
  });

  it("of which one stands beside a folder are both there", async () => {
    const world = createFakeDownloads();
    const sources = ["a", "a (2)"].map((key, n) => world.store.put(key, 1000 + n));
    world.disk.root.set("a", new Map());
    const id = world.folder(sources, "replace");
    expect(await world.until(id, "done", "failed")).toMatchObject({ objectsDone: 2 });
    const lengths = world.disk.paths().map((path) => world.disk.read(path)?.length);
    expect(lengths.filter((length) => length !== undefined).sort()).toEqual([1000, 1001]);
  });
});

describe("a download that is cancelled while it asks", () => {
  it("asks again when it is tried again", async () => {
    const world = createFakeDownloads();
    const sources = [world.store.put("a", 1000), world.store.put("b", 9 * MiB)];
    world.disk.root.set("a", own("mine"));
    const id = world.folder(sources);
    await world.until(id, "asking");
    world.downloads.cancel(id);
    await later(20);
    world.downloads.retry(id);
    await world.until(id, "asking");
    world.downloads.answer(id, "replace");
    expect(await world.until(id, "done", "failed")).toMatchObject({ state: "done", objectsDone: 2 });
    expect(world.disk.read("a")).toHaveLength(1000);
  });
});
