import { describe, expect, it } from "vitest";
import { createFakeDownloads } from "./fake-downloads";

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const own = (content: string) => new TextEncoder().encode(content);

describe("a file on the disk where a folder is needed", () => {
  it("costs the objects below it alone, which are named, and come once it is out of the way", async () => {
    const world = createFakeDownloads();
    const keys = ["before", "sub/a", "sub/deep/b", "sub/marker/", "zoo/c"];
    const sources = keys.map((key) => world.store.put(key, key.endsWith("/") ? 0 : 100));
    world.disk.root.set("sub", own("mine"));
    const id = world.folder(sources);
    expect(await world.until(id, "done", "failed")).toMatchObject({
      state: "done",
      objectsDone: 2,
      failed: 3,
    });
    const failures = world.downloads.failures(id);
    expect(failures.map(({ key }) => key).sort()).toEqual(["sub/a", "sub/deep/b", "sub/marker/"]);
    expect(failures[0]?.reason).toContain('a file stands where the folder "sub" is needed');
    expect(text(world.disk.read("sub"))).toBe("mine");
    expect(text(world.disk.read("_FAILED.txt"))).toContain('"sub/deep/b"');
    expect(world.disk.paths().sort()).toEqual(["_FAILED.txt", "before", "sub", "zoo/", "zoo/c"]);

    world.disk.root.delete("sub");
    world.downloads.retry(id);
    await world.until(id, "running", "finishing");
    expect(await world.until(id, "done", "failed")).toMatchObject({ objectsDone: 5, failed: 0 });
    expect(world.disk.read("sub/deep/b")).toHaveLength(100);
  });

  it("or a name that the browser lets no folder have, costs no other object either", async () => {
    const world = createFakeDownloads();
    const sources = ["a", "x.lnk/b"].map((key) => world.store.put(key, 100));
    const id = world.folder(sources);
    expect(await world.until(id, "done", "failed")).toMatchObject({ objectsDone: 1, failed: 1 });
    expect(world.downloads.failures(id).map(({ key }) => key)).toEqual(["x.lnk/b"]);
  });
});

describe("an object that is called as a folder is", () => {
  it.each([[["a", "a/b"]], [["a/b", "a"]], [["a/", "a", "a/b"]]])(
    "%j: stands beside it under another name",
    async (keys) => {
      const world = createFakeDownloads();
      const sources = keys.map((key, n) => world.store.put(key, key.endsWith("/") ? 0 : 100 + n));
      const id = world.folder(sources);
      expect(await world.until(id, "done", "failed")).toMatchObject({ objectsDone: keys.length, failed: 0 });
      const files = world.disk.paths().filter((path) => !path.endsWith("/") && path !== "_RENAMED.txt");
      expect(files).toHaveLength(2);
      expect(text(world.disk.read("_RENAMED.txt"))).toContain(" (2)");
    },
  );

  it("and meets a folder only when its file is made, fails alone", async () => {
    const world = createFakeDownloads();
    const sources = ["a", "b"].map((key) => world.store.put(key, 100));
    world.disk.appearing = "a";
    const id = world.folder(sources);
    expect(await world.until(id, "done", "failed")).toMatchObject({ objectsDone: 1, failed: 1 });
    expect(world.downloads.failures(id).map(({ key }) => key)).toEqual(["a"]);
  });
});
