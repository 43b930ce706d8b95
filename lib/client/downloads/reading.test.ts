import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { createFakeDownloads, MiB } from "./fake-downloads";
import { busy } from "./fake-store";
import { unzip } from "./test-unzip";

async function whole(world: ReturnType<typeof createFakeDownloads>, sizes: number[]) {
  const sources = sizes.map((size, n) => world.store.put(`o/${n}`, size));
  const id = world.archive(sources);
  const done = await world.until(id, "done", "failed");
  expect(done).toMatchObject({ state: "done", failed: 0 });
  const entries = unzip(await world.zipped());
  for (const [index, { key }] of sources.entries())
    expect(Buffer.compare(entries[index]!.bytes, world.store.objects.get(key)!.bytes), key).toBe(0);
  return done;
}

describe("bytes that are read", () => {
  it.each([
    ["a connection that breaks", { breakAfter: 100_000 }],
    ["an answer that ends too early", { endAfter: 70_000 }],
    ["an answer that hangs", { hangAfter: 65_536 }],
    ["no connection", "network"],
    ["a busy store", busy()],
    ["a store that fails", busy(500, "InternalError")],
    ["an answer from something in between", new Response("<html>", { status: 502 })],
  ] as const)("come all and once in spite of %s", async (_name, fault) => {
    const world = createFakeDownloads();
    const isBody = typeof fault === "object" && !(fault instanceof Response);
    world.store.fault = (_asked, nth) =>
      nth % 2 === 1 || nth > 8 ? undefined : fault instanceof Response ? fault.clone() : fault;
    await whole(world, [300_000, 9 * MiB, 0, 1]);
    // What came before the break is not asked for again.
    if (isBody)
      expect(world.store.requests.some(({ range }) => range && range[0] > 0 && range[0] % MiB !== 0)).toBe(
        true,
      );
  });

  it("come with a fresh signature where the old one is refused", async () => {
    const world = createFakeDownloads();
    const dead = new Set<string>();
    world.store.fault = ({ url }, nth) => {
      if (nth === 0) dead.add(url);
      return dead.has(url) ? busy(403, "AccessDenied") : undefined;
    };
    await whole(world, [1000, 20 * MiB]);
    expect(world.waits).toEqual([]);
  });

  it("come through Cooper where its addresses are paths of its own", async () => {
    const world = createFakeDownloads();
    const { urls } = world.store;
    world.store.urls = async (sources, signal) =>
      (await urls(sources, signal)).map((answer) =>
        "url" in answer
          ? { ...answer, url: answer.url.replace("https://s3.example/b", "/api/v1/relay") }
          : answer,
      );
    await whole(world, [1000]);
    expect(world.store.requests[0]?.url).toMatch(/^https:\/\/cooper\.example\/api\/v1\/relay\?/);
  });

  it("are given up where even a fresh signature is refused", async () => {
    const world = createFakeDownloads();
    world.store.fault = () => busy(403, "AccessDenied");
    const id = world.archive([world.store.put("a", 10)]);
    await world.until(id, "done");
    expect(world.downloads.failures(id)).toEqual([
      { key: "a", reason: "S3 does not let it be read: HTTP 403." },
    ]);
    expect(world.store.requests).toHaveLength(2);
  });

  it("are never a mixture of two states of an object", async () => {
    for (const hidden of [[], ["etag"], ["etag", "last-modified"]]) {
      const world = createFakeDownloads();
      const source = world.store.put("o", 56 * MiB);
      world.store.hidden = new Set(hidden);
      const { bytes } = world.store.objects.get("o")!;
      const other = { bytes, etag: "other", headers: { "last-modified": "Tue, 07 May 2024 07:08:10 GMT" } };
      // The last piece begins when one of the first six has come.
      world.store.fault = ({ range }) => {
        if (range && range[0] >= 48 * MiB) world.store.objects.set("o", other);
        return undefined;
      };
      const id = world.archive([source]);
      await world.until(id, "done", "failed");
      expect(world.downloads.failures(id), hidden.join()).toEqual([
        { key: "o", reason: "It was changed or replaced while it was read." },
      ]);
    }
  });

  it("are asked for by the ETag alone where answers tell no state, and only then", async () => {
    const world = createFakeDownloads();
    world.store.hidden = new Set(["etag", "last-modified"]);
    await whole(world, [20 * MiB, 1000]);
    expect(world.store.requests.filter(({ ifMatch }) => ifMatch).length).toBeGreaterThan(0);
    const plain = createFakeDownloads();
    await whole(plain, [20 * MiB, 1000]);
    expect(plain.store.requests.every(({ ifMatch }) => ifMatch === null)).toBe(true);
  });

  it("come from a store that knows no ranges, too", async () => {
    const world = createFakeDownloads();
    world.store.fault = ({ key }) => {
      const { bytes, etag } = world.store.objects.get(key)!;
      return new Response(bytes, { headers: { etag: `"${etag}"`, "content-length": String(bytes.length) } });
    };
    await whole(world, [20 * MiB + 1]);
  });

  it("are the stored ones, or the object has failed", async () => {
    const world = createFakeDownloads();
    const id = world.archive([world.store.put("a", 1000, { "content-encoding": "gzip" })]);
    await world.until(id, "done");
    expect(world.downloads.failures(id)[0]?.reason).toContain("marked as compressed");
  });

  it("wait for the network, however long it is away", async () => {
    const world = createFakeDownloads();
    world.isOnline = false;
    world.store.fault = () => (world.isOnline ? undefined : "network");
    const id = world.archive([world.store.put("a", 1000)]);
    while (!world.view(id).note?.includes("offline")) await new Promise((resolve) => setTimeout(resolve, 5));
    world.comeOnline();
    expect(await world.until(id, "done")).toMatchObject({ failed: 0 });
  });

  it("wait ten minutes for a store that is away, and then all of it has failed", async () => {
    const world = createFakeDownloads();
    world.reaches = false;
    world.store.fault = () => "network";
    const id = world.archive([world.store.put("a", 1000)]);
    const { failure } = await world.until(id, "failed");
    expect(failure).toEqual({ message: "S3 could not be reached for ten minutes.", retryable: true });
    expect(world.waits.length).toBeGreaterThan(20);
    world.store.fault = () => undefined;
    world.downloads.retry(id);
    expect(await world.until(id, "done")).toMatchObject({ failed: 0, objectsDone: 1 });
  });

  it("end at once with the reason where CORS keeps the page out", async () => {
    const world = createFakeDownloads();
    world.store.fault = () => "network";
    const { failure } = await world.until(world.archive([world.store.put("a", 1000)]), "failed");
    expect(failure?.message).toContain("CORS");
    expect(world.waits.length).toBeLessThan(4);
  });

  it("fail for one object that never comes while its store is there", async () => {
    const world = createFakeDownloads();
    world.store.fault = ({ key }) => (key === "bad" ? busy(500, "InternalError") : undefined);
    const id = world.archive([world.store.put("bad", 10), world.store.put("good", 10)]);
    expect(await world.until(id, "done")).toMatchObject({ failed: 1, objectsDone: 1 });
    expect(world.downloads.failures(id)[0]?.reason).toBe(
      "S3 answers with HTTP 500 InternalError, 8 times in a row.",
    );
  });

  it("fail all together when Cooper says no for good", async () => {
    const world = createFakeDownloads();
    const refused = new AppError("unauthenticated", "Sign in again.");
    world.store.urls = () => Promise.reject(refused);
    const { failure } = await world.until(world.archive([world.store.put("a", 10)]), "failed");
    expect(failure).toEqual({ message: "Sign in again.", retryable: true });
  });
});
