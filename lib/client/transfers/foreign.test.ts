import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { fakeFile } from "./fake-file";
import { createWorld, TARGET } from "./fake-world";
import type { Plan } from "./plan";
import { createTransfers } from "./transfers";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type World = ReturnType<typeof createWorld>;
const COUNT = 10;
const HAD = 8;

/**
 * An upload of which S3 has the first eight of ten parts, taken up in another visit; `refuted`: by then it is known that
 * ETags are no MD5s.
 */
async function takenUp(
  setUp: (world: World) => void,
  change: Partial<Plan>,
  { refuted = false, content = "own" as "own" | "another's" | "unlike an MD5" } = {},
) {
  const world = createWorld();
  setUp(world);
  world.script = () => "hang";
  world.add(["big", COUNT * PART]);
  await world.until(() => world.plans.size === 1 && world.uploads.size === 1);
  const [upload] = world.uploads.values();
  for (let number = 1; number <= HAD; number++) {
    upload?.parts.set(number, PART);
    const own = `big ${(number - 1) * PART}-${number * PART}`;
    // A part that a test made without any content has an ETag that looks like nothing.
    if (content !== "unlike an MD5") upload?.contents.set(number, content === "own" ? own : content);
  }
  const [plan] = world.plans.values();
  if (!plan || !upload) throw new Error("Nothing was remembered.");
  world.script = () => undefined;
  const next = createTransfers(world.deps);
  if (refuted) {
    const { verifies } = world;
    world.verifies = false;
    next.add([{ path: "first", file: fakeFile("first", 3 * PART) }], TARGET);
    await world.until(() => world.objects.has("in/first"));
    world.verifies = verifies;
  }
  world.sends.length = 0;
  const id = next.adopt({ ...plan, ...change }, fakeFile("big", COUNT * PART));
  const one = () => next.snapshot().get(id);
  const end = () => world.until(() => ["done", "failed"].includes(one()?.state ?? ""));
  return { world, upload, one, end, numbers: () => new Set(world.sends.map(({ number }) => number)) };
}

const kms = (world: World) => {
  world.etagsAreMd5s = false;
};
const FOREIGN = { foreign: true, checksum: null };

describe("an upload that another tool began", () => {
  it.each([
    ["look like MD5s and are none", { content: "another's" as const }],
    ["are known to be no MD5s", { content: "another's" as const, refuted: true }],
    ["look like nothing", { content: "unlike an MD5" as const }],
  ])("has every part sent again where ETags %s", async (_what, more) => {
    const { world, upload, one, end, numbers } = await takenUp(kms, FOREIGN, more);
    await end();
    expect(numbers().size).toBe(COUNT);
    expect([...upload.contents.values()].filter((content) => content.startsWith("big "))).toHaveLength(COUNT);
    expect(world.sends.length).toBeLessThanOrEqual(COUNT + 6);
    expect(one()).toMatchObject({ state: "done", verified: null, onTrust: 0, sent: COUNT * PART });
  });

  it("keeps what was compared, and is verified by it", async () => {
    const { one, end, numbers } = await takenUp(() => undefined, FOREIGN);
    await end();
    expect(numbers()).toEqual(new Set([9, 10]));
    expect(one()).toMatchObject({ state: "done", verified: "MD5", onTrust: 0, resumed: HAD * PART });
  });

  it("has everything sent again where this browser cannot hash", async () => {
    const { one, end, numbers } = await takenUp((world) => {
      world.hasher.breaks = true;
    }, FOREIGN);
    await end();
    expect(numbers().size).toBe(COUNT);
    expect(one()).toMatchObject({ state: "done", verified: null, onTrust: 0 });
  });

  it("keeps all where S3 verifies the whole", async () => {
    const verifying = (world: World) => {
      kms(world);
      world.verifies = true;
    };
    const { one, end, numbers } = await takenUp(verifying, { foreign: true }, { refuted: true });
    await end();
    expect(numbers()).toEqual(new Set([9, 10]));
    expect(one()).toMatchObject({ state: "done", verified: "CRC64NVME", onTrust: 0 });
  });

  it("is known as such in a later visit, also by a new ticket", async () => {
    const { world, one } = await takenUp((made) => {
      kms(made);
      made.before.uploadStatus = () => {
        if (!made.calls.resumeUpload) throw new AppError("invalid_ticket", "This ticket is too old.");
      };
    }, FOREIGN);
    world.script = () => "hang";
    world.plans.clear();
    await world.until(() => one()?.state === "sending" && world.plans.size === 1);
    expect([...world.plans.values()]).toMatchObject([{ foreign: true }]);
  });
});

describe("an upload of one's own on a store whose ETags tell nothing", () => {
  it("says how much of it was taken on trust", async () => {
    const { one, end, numbers } = await takenUp(kms, { checksum: null }, { refuted: true });
    await end();
    expect(numbers()).toEqual(new Set([9, 10]));
    expect(one()).toMatchObject({ state: "done", verified: null, onTrust: HAD * PART });
  });

  it("says nothing of trust where all was compared", async () => {
    const { one, end } = await takenUp(() => undefined, { checksum: null });
    await end();
    expect(one()).toMatchObject({ verified: "MD5", onTrust: 0 });
  });
});
