import { describe, expect, it } from "vitest";
import { createFakeDownloads, MiB } from "./fake-downloads";
import { forbidden } from "./fake-store";
import { plainCrc32, unzip } from "./test-unzip";

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe("an archive", () => {
  it("holds every object with its bytes, its time and its path, and is as long as was foretold", async () => {
    const world = createFakeDownloads();
    const sources = [
      world.store.put("a.txt", 5),
      world.store.put("empty", 0),
      world.store.put("folder/", 0),
      world.store.put("folder/großes 🪣.bin", 20 * MiB + 17),
      world.store.put("folder/last", 8 * MiB),
    ];
    const lengths: number[] = [];
    const id = world.archive(sources);
    world.downloads.subscribe(() => lengths.push(world.view(id).received));
    const done = await world.until(id, "done", "failed");
    expect(done).toMatchObject({ state: "done", failed: 0, objects: 5, objectsDone: 5, listed: true });
    expect(done.received).toBe(done.size);
    const entries = unzip(await world.zipped());
    expect(entries.map(({ name, bytes }) => [name, bytes.length])).toEqual(
      sources.map(({ path, size }) => [path, size]),
    );
    for (const [index, { key }] of sources.entries()) {
      expect(entries[index]?.crcFits, key).toBe(true);
      expect(entries[index]?.modified, key).toBe(Date.parse("2024-05-06T07:08:10Z"));
      expect(Buffer.compare(entries[index]!.bytes, world.store.objects.get(key)!.bytes), key).toBe(0);
    }
    expect(entries.map(({ streamed }) => streamed)).toEqual([false, false, false, true, false]);
    expect(lengths.length).toBeGreaterThan(2);
  });

  it("may be empty", async () => {
    const world = createFakeDownloads();
    await world.until(world.archive([]), "done");
    expect(unzip(await world.zipped())).toEqual([]);
  });

  it("reads small objects ahead, signs a hundred at once, and keeps within six connections' worth", async () => {
    const world = createFakeDownloads();
    world.store.lifetime = 1e9;
    const sources = Array.from({ length: 250 }, (_, n) => world.store.put(`s/${n}`, 100 + n));
    await world.until(world.archive(sources), "done");
    expect(unzip(await world.zipped())).toHaveLength(250);
    expect(world.store.signed.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(world.store.inFlight.most).toBeGreaterThan(6);
    expect(world.store.inFlight.most).toBeLessThanOrEqual(12);
  });

  it("names what could not be had, and why, and holds all else", async () => {
    const world = createFakeDownloads();
    const sources = ["a", "gone", "c", "secret", "moved", "e"].map((key) => world.store.put(key, 1000));
    world.store.objects.delete("gone");
    world.store.refuses = (key) => (key === "secret" ? forbidden() : null);
    world.store.objects.get("moved")!.etag = "another";
    const id = world.archive(sources);
    const done = await world.until(id, "done", "failed");
    expect(done).toMatchObject({ state: "done", failed: 3, objectsDone: 3 });
    expect(done.received).toBe(done.size);
    expect(world.downloads.failures(id)).toEqual([
      { key: "gone", reason: "It was deleted meanwhile." },
      { key: "secret", reason: "You may not read it." },
      { key: "moved", reason: "It was changed or replaced while it was read." },
    ]);
    const entries = unzip(await world.zipped());
    expect(entries.map(({ name }) => name)).toEqual(["a", "c", "e", "_FAILED.txt"]);
    expect(text(entries[3]?.bytes)).toContain('"secret"\r\n    You may not read it.');
  });

  it("ends an entry that broke off for good where it broke, and goes on with the next", async () => {
    const world = createFakeDownloads();
    const sources = [world.store.put("a", 10), world.store.put("half", 30 * MiB), world.store.put("z", 10)];
    world.store.fault = ({ key, range }) =>
      key === "half" && range && range[1] > 17 * MiB
        ? { breakAfter: Math.max(0, 17 * MiB - range[0]) }
        : undefined;
    const id = world.archive(sources);
    const done = await world.until(id, "done", "failed");
    expect(done).toMatchObject({ state: "done", failed: 1, objectsDone: 2 });
    const [a, half, z, report] = unzip(await world.zipped());
    expect([a?.name, half?.name, z?.name, report?.name]).toEqual(["a", "half", "z", "_FAILED.txt"]);
    expect([half?.bytes.length, half?.crcFits]).toEqual([17 * MiB, true]);
    expect(z?.crcFits).toBe(true);
    expect(text(report?.bytes)).toMatch(/"half"\r\n {4}The connection broke off|The answer ended too early/);
  });

  it("refuses beforehand what is larger than memory may hold, in words", async () => {
    const world = createFakeDownloads();
    const id = world.archive([{ ...world.store.put("a", 1), size: 3 * 1024 ** 3 }], {
      to: "memory",
      limit: 1024 ** 3,
    });
    const failed = await world.until(id, "failed");
    expect(failed.failure?.message).toContain("This archive has 3.0 GiB.");
    expect(failed.failure?.retryable).toBe(false);
    expect(world.store.requests).toEqual([]);
  });

  it("compares what comes with the CRC-32 that S3 tells, and reads it once more before it complains", async () => {
    const world = createFakeDownloads();
    const good = world.store.put("good", 1000);
    const value = Buffer.alloc(4);
    value.writeUInt32BE(plainCrc32(world.store.objects.get("good")!.bytes));
    world.store.objects.get("good")!.headers = { "x-amz-checksum-crc32": value.toString("base64") };
    const bad = world.store.put("bad", 1000, { "x-amz-checksum-crc32": "AAAAAA==" });
    const id = world.archive([good, bad]);
    expect(await world.until(id, "done", "failed")).toMatchObject({ failed: 1, objectsDone: 1 });
    expect(world.downloads.failures(id)[0]).toMatchObject({ key: "bad" });
    expect(world.store.requests.filter(({ key }) => key === "bad")).toHaveLength(2);
  });

  it("writes into a chosen file, and leaves nothing there when it is cancelled", async () => {
    const world = createFakeDownloads();
    const sources = [world.store.put("a", 30 * MiB)];
    const handle = await world.disk.directory().getFileHandle("all.zip", { create: true });
    world.store.fault = ({ range }) => (range?.[0] === 0 ? undefined : { hangAfter: 10 });
    const id = world.archive(sources, { to: "file", handle });
    await world.until(id, "running");
    while (world.view(id).received === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    world.downloads.cancel(id);
    expect(world.view(id).state).toBe("cancelled");
    while (world.disk.aborted === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(world.store.inFlight.now).toBe(0);
    expect(world.disk.read("all.zip")).toHaveLength(0);
    world.store.fault = () => undefined;
    world.downloads.retry(id);
    await world.until(id, "done");
    expect(unzip(world.disk.read("all.zip")!)[0]?.crcFits).toBe(true);
  });

  it("stops when the browser's own download is stopped", async () => {
    const world = createFakeDownloads();
    const id = world.archive([world.store.put("a", 40 * MiB)], { to: "browser" });
    await world.until(id, "running");
    while (world.streams.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const port = world.streams[0]!;
    let blocks = 0;
    port.onmessage = () => (++blocks < 3 ? port.postMessage("pull") : port.postMessage("cancel"));
    port.postMessage("pull");
    const failed = await world.until(id, "failed");
    expect(failed.failure?.message).toBe("It was stopped in the browser's own downloads.");
    expect(world.store.inFlight.now).toBe(0);
    port.close();
  });

  it("is cancelled, and tried again, also while the browser's own download takes nothing", async () => {
    const world = createFakeDownloads();
    const id = world.archive([world.store.put("a", 40 * MiB)], { to: "browser" });
    await world.until(id, "running");
    while (world.streams.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const port = world.streams[0]!;
    const stopped = new Promise((resolve) => {
      port.onmessage = ({ data }) => resolve(data);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    world.downloads.cancel(id);
    expect(await stopped).toEqual({ error: true });
    world.downloads.retry(id);
    while (world.streams.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    world.downloads.cancel(id);
    for (const stream of world.streams) stream.close();
  });

  it("has failed, and can be tried again, when the browser ended its part without a word", async () => {
    const world = createFakeDownloads();
    const id = world.archive([world.store.put("a", 40 * MiB)], { to: "browser" });
    await world.until(id, "running");
    while (world.openStreams.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    world.openStreams[0]!.lose();
    const { failure } = await world.until(id, "failed");
    expect(failure).toEqual({
      message: "The browser ended its own part of the download.",
      retryable: true,
    });
    expect(world.openStreams[0]!.signal.aborted).toBe(true);
    world.downloads.retry(id);
    while (world.openStreams.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    world.openStreams[0]!.lose();
    expect(world.view(id).state).toBe("running");
    world.downloads.cancel(id);
    for (const stream of world.streams) stream.close();
  });

  it("begins nothing new while it is paused", async () => {
    const world = createFakeDownloads();
    const id = world.archive(Array.from({ length: 400 }, (_, n) => world.store.put(`p/${n}`, 2000)));
    await world.until(id, "running");
    world.downloads.pause(id);
    expect(world.view(id).state).toBe("paused");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = world.store.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(world.store.requests).toHaveLength(asked);
    expect(asked).toBeLessThan(400);
    world.downloads.resume(id);
    expect(await world.until(id, "done")).toMatchObject({ objectsDone: 400 });
  });

  it("is fed into a stream as fast as that asks, and is exactly as long as was foretold", async () => {
    const world = createFakeDownloads();
    const sources = [
      world.store.put("CON:a?.txt", 300_000),
      world.store.put("b/", 0),
      world.store.put("b/c", 9 * MiB),
    ];
    const id = world.archive(sources, { to: "browser" });
    while (world.streams.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const port = world.streams[0]!;
    const blocks: Uint8Array[] = [];
    const ended = new Promise<void>((resolve) => {
      port.onmessage = ({ data }) => {
        if (data.end) return resolve();
        blocks.push(data);
        port.postMessage("pull");
      };
    });
    port.postMessage("pull");
    await ended;
    await world.until(id, "done");
    const zip = new Uint8Array(Buffer.concat(blocks));
    expect(zip.length).toBe(world.lengths[0]);
    const entries = unzip(zip);
    expect(entries.map(({ name }) => name)).toEqual(["CON_a_.txt", "b/", "b/c", "_RENAMED.txt"]);
    expect(text(entries[3]?.bytes)).toBe('"CON_a_.txt" is "CON:a?.txt"\r\n');
    port.close();
  });
});
