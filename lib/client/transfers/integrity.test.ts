import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, TARGET } from "./fake-world";
import type { Plan } from "./plan";
import { createTransfers } from "./transfers";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type World = ReturnType<typeof createWorld>;

/** A byte changes on the way of these parts, so many times each. */
function flips(world: World, times: Record<number, number>): void {
  const left = new Map(Object.entries(times));
  world.script = ({ number }) => {
    const more = left.get(String(number)) ?? 0;
    left.set(String(number), more - 1);
    return more > 0 ? "flip" : undefined;
  };
}
const numbers = (world: World) => world.sends.map(({ number }) => number).sort((a, b) => a - b);
const done = (world: World) => world.until(() => world.states().every((state) => state === "done"));

describe("a store that verifies", () => {
  it("gets the checksum of each small file, signed, and of a large one at the end", async () => {
    const world = createWorld();
    world.verifies = true;
    world.add(["empty", 0], ["a", 10], ["big", 5 * PART + 1]);
    await done(world);
    expect(["in/empty", "in/a", "in/big"].map((key) => world.one(key).verified)).toEqual(
      Array(3).fill("CRC64NVME"),
    );
    expect(world.one("in/big").atomic).toBe(true);
    // Each byte was read once to be hashed.
    expect(new Set(world.hasher.read).size).toBe(world.hasher.read.length);
    expect(world.transfers.log()).toContain("in/big: done, verified by CRC64NVME");
  });

  it("gets of a small file the very bytes that were hashed, also when they go a second time", async () => {
    const world = createWorld();
    world.verifies = true;
    const { digest } = world.hasher;
    const read: Blob[] = [];
    world.hasher.digest = async (blob, wants) => {
      // Stands for the bytes: the fake wire reads a body by what it was made of.
      const bytes = blob.slice(0, blob.size) as unknown as ArrayBuffer;
      if (wants.bytes) read.push(bytes as unknown as Blob);
      return { ...(await digest(blob, wants)), ...(wants.bytes && { bytes }) };
    };
    const bodies: unknown[] = [];
    const { send } = world.deps;
    world.deps.send = (part, body, onProgress, signal) => {
      bodies.push(body);
      return send(part, body, onProgress, signal);
    };
    flips(world, { 1: 1 });
    world.add(["a", 10], ["too large to be kept", 2 * 1024 * 1024]);
    await done(world);
    expect(read).toHaveLength(1);
    expect(bodies.filter((body) => body === read[0])).toHaveLength(2);
    expect(bodies).toHaveLength(3);
  });

  it("refuses a small file with a flipped byte, which is sent again", async () => {
    const world = createWorld();
    world.verifies = true;
    flips(world, { 1: 2 });
    world.add(["a", 10]);
    await done(world);
    expect(world.sends).toHaveLength(3);
    expect(world.one("in/a").verified).toBe("CRC64NVME");
  });

  it("refuses parts that do not add up; the one that is wrong is found and sent again", async () => {
    const world = createWorld();
    world.verifies = true;
    flips(world, { 3: 1 });
    world.add(["big", 5 * PART]);
    await done(world);
    expect(numbers(world)).toEqual([1, 2, 3, 3, 4, 5]);
    expect(world.one("in/big")).toMatchObject({ verified: "CRC64NVME", sent: 5 * PART });
  });

  it("begins anew, once, where ETags cannot tell which part is wrong", async () => {
    const world = createWorld();
    world.verifies = true;
    world.etagsAreMd5s = false;
    flips(world, { 2: 1 });
    world.add(["big", 3 * PART]);
    await done(world);
    expect(world.one("in/big").verified).toBe("CRC64NVME");
    expect(world.sends.length).toBeLessThanOrEqual(3 + 3 + 3);
    expect([...world.uploads.values()].every(({ ended }) => ended)).toBe(true);
  });

  it("gives up, saying why, what does not fit however often it is sent", async () => {
    const world = createWorld();
    world.verifies = true;
    world.etagsAreMd5s = false;
    flips(world, { 2: 1000 });
    world.add(["big", 3 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/big").failure?.message).toContain("checksum does not fit");
    expect(world.objects.size).toBe(0);
  });
});

describe("a store that verifies nothing", () => {
  it("is compared with by the MD5 of each part", async () => {
    const world = createWorld();
    flips(world, { 2: 1, 4: 2 });
    world.add(["a", 10], ["big", 4 * PART]);
    await done(world);
    expect(numbers(world)).toEqual([1, 1, 2, 2, 3, 4, 4, 4]);
    expect(world.one("in/big")).toMatchObject({ verified: "MD5", sent: 4 * PART });
    expect(world.one("in/a").verified).toBe("MD5");
  });

  it("has a small file that arrived wrongly replaced, and nothing else", async () => {
    const world = createWorld();
    flips(world, { 1: 1 });
    world.add(["a", 10]);
    await done(world);
    expect(world.sends).toHaveLength(2);
    expect(world.one("in/a").verified).toBe("MD5");
    expect([...world.uploads.values()].map(({ onConflict }) => onConflict)).toEqual(["fail", "replace"]);
  });

  it("is believed, and not called verified, where ETags are no MD5s", async () => {
    const world = createWorld();
    world.etagsAreMd5s = false;
    world.add(["big", 12 * PART]);
    await done(world);
    expect(world.one("in/big").verified).toBeNull();
    // What was under way when that turned out is all that was sent twice.
    expect(world.sends.length).toBeLessThanOrEqual(12 + 6);
    world.sends.length = 0;
    world.add(["more", 8 * PART]);
    await done(world);
    expect(world.sends).toHaveLength(8);
  });

  it("stops what it keeps storing wrongly", async () => {
    const world = createWorld();
    flips(world, { 2: 1000 });
    world.add(["big", 4 * PART]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/big").failure?.message).toMatch(/stored part 2 otherwise .* 5 times/);
  });

  it("is not called verified where this browser cannot hash", async () => {
    const world = createWorld();
    world.hasher.breaks = true;
    world.add(["a", 10], ["big", 4 * PART]);
    await done(world);
    expect(world.one("in/a").verified).toBeNull();
    expect(world.one("in/big").verified).toBeNull();
    expect(world.transfers.log()).toContain("could not be hashed");
  });
});

describe("a bucket that locks its objects", () => {
  it("gets the MD5 of each part with it", async () => {
    const world = createWorld();
    world.demandsMd5 = true;
    flips(world, { 3: 1 });
    world.add(["a", 10], ["big", 4 * PART]);
    await done(world);
    expect(world.one("in/big").verified).toBe("MD5");
    world.sends.length = 0;
    world.add(["later", 10]);
    await done(world);
    expect(world.sends).toHaveLength(1);
  });

  it("says why it refuses what this browser cannot hash", async () => {
    const world = createWorld();
    world.demandsMd5 = true;
    world.hasher.breaks = true;
    world.add(["a", 10]);
    await world.until(() => world.states()[0] === "failed");
    expect(world.one("in/a").failure?.message).toMatch(/^This bucket locks its objects: .*checksum/);
  });
});

describe("an upload that goes on", () => {
  async function goesOn(setUp: (world: World) => void, file: File) {
    const world = createWorld();
    setUp(world);
    world.script = ({ number }) => (number > 3 ? "hang" : undefined);
    world.add(["big", 5 * PART]);
    await world.until(() => world.one("in/big").sent >= 3 * PART && world.inFlight.now === 2);
    const [plan] = world.plans.values();
    world.script = () => undefined;
    world.sends.length = 0;
    world.hasher.read.length = 0;
    const next = createTransfers(world.deps);
    const id = next.adopt(plan as Plan, file);
    await world.until(() => next.snapshot().get(id)?.state === "done");
    return { world, transfer: next.snapshot().get(id) };
  }

  it.each([true, false])(
    "is verified as a whole, with what S3 had read for it (store verifies: %s)",
    async (verifies) => {
      const { world, transfer } = await goesOn(
        (made) => {
          made.verifies = verifies;
        },
        fakeFile("big", 5 * PART),
      );
      expect(numbers(world)).toEqual([4, 5]);
      expect(transfer).toMatchObject({ verified: verifies ? "CRC64NVME" : "MD5", resumed: 3 * PART });
      expect(world.hasher.read.filter((content) => content.startsWith("big"))).toHaveLength(5);
    },
  );

  it("has parts sent again that are not what the file holds now", async () => {
    const { world, transfer } = await goesOn(
      (made) => {
        made.verifies = true;
      },
      fakeFile("big", 5 * PART, true, " changed"),
    );
    expect(numbers(world)).toEqual([1, 2, 3, 4, 5]);
    expect(transfer).toMatchObject({ verified: "CRC64NVME", sent: 5 * PART });
  });

  it("believes what S3 had where ETags are no MD5s, after a try", async () => {
    const { world, transfer } = await goesOn(
      (made) => {
        made.verifies = true;
        made.etagsAreMd5s = false;
      },
      fakeFile("big", 5 * PART),
    );
    expect(world.sends.length).toBeLessThanOrEqual(5);
    expect(transfer?.verified).toBe("CRC64NVME");
  });
});

it("hashes a thousand small files before they are begun, each once", async () => {
  const world = createWorld();
  world.verifies = true;
  world.transfers.add(
    Array.from({ length: 1000 }, (_, index) => ({ path: `f${index}`, file: fakeFile(`f${index}`, 4096) })),
    TARGET,
  );
  await done(world);
  expect(world.hasher.read).toHaveLength(1000);
});
