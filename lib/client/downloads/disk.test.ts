import { crc64, md5 } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { NVME } from "@/lib/client/transfers/hash-pieces";
import { createFakeDownloads, FROM, MiB } from "./fake-downloads";
import { busy } from "./fake-store";

const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");

describe("a folder on the disk", () => {
  it("keeps the tree, and makes names safe", async () => {
    const world = createFakeDownloads();
    const keys = ["a.txt", "sub/deep/b.bin", "sub/marker/", "x:y", "s/l.lnk"];
    const sources = keys.map((key) => world.store.put(key, key.endsWith("/") ? 0 : 1000));
    const id = world.folder(sources);
    expect(await world.until(id, "done", "failed")).toMatchObject({
      state: "done",
      objectsDone: 5,
      failed: 0,
    });
    expect(world.disk.paths().sort()).toEqual(
      [
        "_RENAMED.txt",
        "a.txt",
        "s/",
        "s/l.lnk_",
        "sub/",
        "sub/deep/",
        "sub/deep/b.bin",
        "sub/marker/",
        "x_y",
      ].sort(),
    );
    expect(world.disk.read("sub/deep/b.bin")).toEqual(world.store.objects.get("sub/deep/b.bin")?.bytes);
  });

  it.each([
    ["skip-same", { same: 0, older: 2000, other: 2000 }, ["older", "other", "same"]],
    ["replace", { same: 2000, older: 2000, other: 2000 }, ["older", "other", "same"]],
    [
      "keep-both",
      { same: 0, older: 0, other: 0 },
      ["older", "older (2)", "other", "other (2)", "same", "same (2)"],
    ],
  ] as const)("asks once about files that are there: %s", async (choice, written, names) => {
    const world = createFakeDownloads();
    const sources = ["same", "older", "other"].map((key) => world.store.put(key, 2000));
    const there = { same: 2000, older: 2000, other: 999 };
    for (const [name, size] of Object.entries(there)) world.disk.root.set(name, new Uint8Array(size));
    world.disk.times.set("older", Date.parse("2020-01-01"));
    const id = world.folder(sources, choice);
    const done = await world.until(id, "done", "failed");
    expect(done.state).toBe("done");
    expect(world.questions).toBe(1);
    expect(world.disk.paths().sort()).toEqual([...names]);
    for (const [name, size] of Object.entries(written)) {
      const fresh = Buffer.compare(world.disk.read(name)!, world.store.objects.get(name)!.bytes) === 0;
      expect(fresh, name).toBe(size > 0);
    }
    expect(done.skipped).toBe(choice === "skip-same" ? 1 : 0);
  });

  it("goes on with the files that it lacks, leaves no empty ones, and names those", async () => {
    const world = createFakeDownloads();
    const sources = Array.from({ length: 30 }, (_, n) => world.store.put(`f/${n}`, 500));
    world.store.fault = ({ key }) => (key === "f/7" ? busy(500, "InternalError") : undefined);
    const id = world.folder(sources);
    expect(await world.until(id, "done")).toMatchObject({ failed: 1, objectsDone: 29 });
    expect(world.disk.read("f/7")).toBeUndefined();
    expect(new TextDecoder().decode(world.disk.read("_FAILED.txt"))).toContain('"f/7"');
    world.store.fault = () => undefined;
    const before = world.store.requests.length;
    world.downloads.retry(id);
    await world.until(id, "running", "finishing");
    expect(await world.until(id, "done")).toMatchObject({ failed: 0, objectsDone: 30 });
    expect(world.store.requests).toHaveLength(before + 1);
    expect(world.downloads.failures(id)).toEqual([]);
  });

  it("says so when the disk is full", async () => {
    const world = createFakeDownloads();
    world.disk.failing = new DOMException("No room.", "QuotaExceededError");
    const { failure } = await world.until(world.folder([world.store.put("a", 10)]), "failed");
    expect(failure?.message).toBe("The disk is full.");
    expect(world.disk.paths()).toEqual([]);
  });
});

describe("one large object straight to the disk", () => {
  const SIZE = 40 * MiB + 3;

  async function start(
    change: (world: ReturnType<typeof createFakeDownloads>) => void = () => undefined,
    checked = true,
  ) {
    const world = createFakeDownloads();
    const source = world.store.put("big", SIZE);
    const bytes = world.store.objects.get("big")!.bytes;
    if (checked) source.checksum = { algorithm: "CRC64NVME", value: base64(await crc64(bytes, NVME)) };
    change(world);
    const handle = await world.disk.directory().getFileHandle("big", { create: true });
    const id = world.downloads.file(FROM, source, handle);
    const done = await world.until(id, "done", "failed");
    return { world, done, bytes, id };
  }

  it("comes in parallel ranges, each at its place, and fits its checksum", async () => {
    const { world, done, bytes } = await start();
    expect(done).toMatchObject({ state: "done", verified: "CRC64NVME", received: SIZE });
    expect(Buffer.compare(world.disk.read("big")!, bytes)).toBe(0);
    expect(world.store.inFlight.most).toBe(3);
    expect(world.store.requests.map(({ range }) => range![1] - range![0])).toEqual([
      16 * MiB,
      16 * MiB,
      8 * MiB + 3,
    ]);
    expect(Math.max(...world.disk.writes.map(({ length }) => length))).toBeLessThanOrEqual(MiB);
  });

  it("tries each range again, and asks only for what it lacks", async () => {
    const { world, done, bytes } = await start((world) => {
      world.store.fault = (_asked, nth) => (nth < 3 ? { breakAfter: 5 * MiB } : undefined);
    });
    expect(done).toMatchObject({ state: "done", verified: "CRC64NVME" });
    expect(Buffer.compare(world.disk.read("big")!, bytes)).toBe(0);
    const starts = world.store.requests.map(({ range }) => range![0]);
    expect(starts.filter((start) => start % (16 * MiB) === 5 * MiB)).toHaveLength(3);
    expect(starts).toHaveLength(6);
  });

  it("is an error, and no file, when a byte is another or the object changes", async () => {
    const flipped = await start((world) => {
      world.store.objects.get("big")!.bytes[33 * MiB]! ^= 1;
    });
    expect(flipped.done.failure?.message).toContain("does not fit the checksum");
    expect(flipped.world.disk.read("big")).toHaveLength(0);
    const changed = await start((world) => {
      world.store.fault = ({ range }) => {
        if (range && range[0] >= 32 * MiB) world.store.objects.get("big")!.etag = "other";
        return undefined;
      };
    });
    expect(changed.done.failure?.message).toBe("It was changed or replaced while it was read.");
    expect(changed.world.disk.aborted).toBe(1);
    expect(changed.world.store.inFlight.now).toBe(0);
  });

  it("is compared with its ETag where that is an MD5, and says nothing where it is none", async () => {
    for (const isMd5 of [true, false]) {
      const world = createFakeDownloads();
      const source = world.store.put("m", 30 * MiB);
      const hash = await md5(world.store.objects.get("m")!.bytes);
      source.etag = isMd5 ? hash : hash.split("").reverse().join("");
      world.store.objects.get("m")!.etag = source.etag;
      const handle = await world.disk.directory().getFileHandle("m", { create: true });
      const done = await world.until(world.downloads.file(FROM, source, handle), "done", "failed");
      expect(done).toMatchObject({ state: "done", verified: isMd5 ? "MD5" : null });
      expect(Buffer.compare(world.disk.read("m")!, world.store.objects.get("m")!.bytes)).toBe(0);
    }
  });

  it("says nothing of a checksum where S3 has none", async () => {
    const { done } = await start(undefined, false);
    expect(done).toMatchObject({ state: "done", verified: null });
  });
});
