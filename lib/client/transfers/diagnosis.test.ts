import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { diagnose } from "./diagnosis";
import { createWorld, NETWORK } from "./fake-world";

const REF = { connection: "c", bucket: "b" };

describe("diagnose", () => {
  const ask = (change: Partial<ReturnType<typeof createWorld>>, url = "https://s3.example/b/k") =>
    diagnose(Object.assign(createWorld(), change).deps, REF, url);

  it("knows an offline browser", async () => {
    expect(await ask({ isOnline: false })).toMatchObject({ type: "offline" });
  });

  it("asks no store where Cooper relays: it is Cooper that is away, or not", async () => {
    const url = "https://cooper.example/api/v1/relay?t=x";
    const change = { page: "https://cooper.example", cors: { passes: false, missing: [] } };
    expect(await ask(change, url)).toEqual({ type: "broken-off" });
    expect(await ask({ ...change, reaches: false }, url)).toMatchObject({
      type: "unreachable",
      message: expect.stringContaining("Cooper does not answer"),
    });
  });

  it("knows mixed content, and that loopback is none", async () => {
    expect(await ask({}, "http://s3.example/b/k")).toMatchObject({ type: "problem", kind: "mixed-content" });
    const cors = { passes: false, missing: [] };
    expect(await ask({ cors }, "http://127.0.0.1:9000/b/k")).toMatchObject({ type: "cors" });
  });

  it.each([
    ["https://cooper.example", "prompt", false],
    ["http://192.168.1.9:3000", "denied", false],
    ["http://192.168.1.9:3000", null, false],
    ["http://cooper.lan:3000", null, true],
  ] as const)(
    "knows a store's address that leads %s's reader to their own computer",
    async (page, localNetwork, reaches) => {
      const finding = await ask({ page, localNetwork, reaches }, "http://localhost:9000/b/k");
      expect(finding).toMatchObject({ type: "problem", kind: "astray" });
      expect("message" in finding && finding.message).toContain("leads to this very computer");
    },
  );

  it("knows a connection to loopback that broke off, for a page from there", async () => {
    expect(await ask({ page: "http://localhost:3000" }, "http://127.0.0.1:9000/b/k")).toEqual({
      type: "broken-off",
    });
  });

  it("knows an address that nobody answers at", async () => {
    expect(await ask({ reaches: false })).toMatchObject({ type: "unreachable" });
  });

  it.each([
    ["denied", "https://s3.example/b/k", "local-network"],
    ["prompt", "https://192.168.1.9/b/k", "local-network"],
    ["prompt", "https://s3.example/b/k", undefined],
    ["granted", "https://192.168.1.9/b/k", undefined],
  ] as const)("knows the local-network permission (%s, %s)", async (localNetwork, url, kind) => {
    const finding = await ask({ reaches: false, localNetwork }, url);
    expect("kind" in finding ? finding.kind : undefined).toBe(kind);
  });

  it.each([
    ["http://127.0.0.1:3000", "prompt", "http://127.0.0.1:9000/b/k"],
    ["http://192.168.1.2:3000", "denied", "http://192.168.1.9:9000/b/k"],
    ["http://127.0.0.1:3000", "denied", "http://s3.example/b/k"],
  ] as const)("knows that a page on %s needs no such permission", async (page, localNetwork, url) => {
    expect(await ask({ page, localNetwork, reaches: false }, url)).toMatchObject({ type: "unreachable" });
  });

  it("knows CORS rules that keep the page out, and says what they lack", async () => {
    const cors = { passes: false, missing: ["No rule allows PUT."] };
    const finding = await ask({ cors });
    expect(finding).toMatchObject({ type: "cors", cors: { passes: false } });
    expect("message" in finding && finding.message).toContain("No rule allows PUT.");
  });

  it("says when the rules cannot be read", async () => {
    const before = {
      checkCors: () => {
        throw new AppError("s3_denied", "S3 does not let Cooper read them.");
      },
    };
    expect(await ask({ before })).toMatchObject({ type: "problem", kind: "cors" });
  });

  it("takes a store that Cooper does not reach either for one that is away", async () => {
    const before = {
      checkCors: () => {
        throw new AppError("s3_unreachable", "S3 does not answer.");
      },
    };
    expect(await ask({ before })).toEqual({ type: "broken-off" });
  });

  it("takes the rest for a connection that broke off", async () => {
    expect(await ask({})).toEqual({ type: "broken-off" });
  });
});

describe("a bucket without the CORS rule", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("fails all of its files after one finding, and sends them when tried again with the rule there", async () => {
    const world = createWorld();
    world.cors = { passes: false, missing: ["It has no rule."] };
    world.script = () => (world.cors.passes ? undefined : NETWORK);
    world.add(...Array.from({ length: 200 }, (_, index): [string, number] => [`f${index}`, 5]));
    await world.until(() => world.states().every((state) => state === "failed"));
    expect(world.calls.checkCors).toBe(1);
    expect(world.sends.length).toBeLessThan(20);
    expect(world.transfers.snapshot().cors?.cors.missing).toEqual(["It has no rule."]);
    world.cors = { passes: true };
    for (const id of world.transfers.snapshot().ids) world.transfers.retry(id);
    await world.until(() => world.states().every((state) => state === "done"));
    expect(world.transfers.snapshot().cors).toBeNull();
  });
});
