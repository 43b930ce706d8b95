import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { PART } from "./fake-cooper";
import { createWorld, NETWORK, stored } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type World = ReturnType<typeof createWorld>;

const xml = (code: string, message = "") =>
  `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
const many = (count: number) => Array.from({ length: count }, (_, at): [string, number] => [`f${at}`, 10]);
const allDone = (world: World) => world.until(() => world.states().every((state) => state === "done"));

/** How soon after a moment the next request went to S3 and succeeded. */
async function resumption(world: World, from: number): Promise<number> {
  const before = world.transfers.snapshot().totals.sent;
  await world.until(() => world.transfers.snapshot().totals.sent > before);
  return Date.now() - from;
}

describe("S3 away for a minute", () => {
  it.each([
    ["answers 503", () => stored(503, xml("SlowDown")), true],
    ["answers 500", () => stored(500, xml("InternalError")), true],
    ["breaks every line", () => NETWORK, true],
    ["is silent", () => NETWORK, false],
  ])(
    "costs few requests over a thousand files, and nobody's try, while it %s",
    async (_how, answer, reaches) => {
      const world = createWorld();
      world.add(...many(1000), ["big", 25 * PART]);
      await world.until(() => world.sends.length > 60);
      world.reaches = reaches;
      world.script = answer;
      const went = Date.now();
      const before = world.sends.length;
      await world.until(() => Date.now() - went >= 60_000);
      // What was under way when it went, and then a question every few seconds.
      expect(world.sends.length - before).toBeLessThan(40);
      expect(world.calls.reaches ?? 0).toBeLessThan(40);
      expect(world.states().filter((state) => state === "failed")).toEqual([]);
      world.reaches = true;
      world.script = () => undefined;
      expect(await resumption(world, Date.now())).toBeLessThan(5000);
      await allDone(world);
    },
  );

  it("says what it waits for, and when it tries again", async () => {
    const world = createWorld();
    world.script = () => stored(503, xml("SlowDown", "Please reduce your request rate."));
    world.add(["a", 10]);
    await world.until(() => /^S3 is busy; next try in \d+ s\.$/.test(world.one("in/a").note ?? ""));
  });

  it("ends, after ten minutes of real waiting, with what S3 said, for all at once", async () => {
    const world = createWorld();
    world.script = () => stored(503, xml("SlowDown", "Please reduce your request rate."));
    world.add(...many(300));
    const began = Date.now();
    await world.until(() => world.states().every((state) => state === "failed"));
    expect(Date.now() - began).toBeGreaterThan(9 * 60_000);
    expect(Date.now() - began).toBeLessThan(12 * 60_000);
    expect(world.one("in/f299").failure).toMatchObject({ kind: "unavailable", retryable: true });
    expect(world.one("in/f299").failure?.message).toBe("S3 is busy, for 10 minutes.");
    world.script = () => undefined;
    for (const id of world.transfers.snapshot().ids) world.transfers.retry(id);
    await allDone(world);
  });

  it("waits as long as S3 asks, and not the shorter for a fresh gate", async () => {
    const world = createWorld();
    const times: number[] = [];
    world.script = () => {
      times.push(Date.now());
      return { type: "answer", status: 503, etag: null, retryAfter: 60, body: "" };
    };
    world.add(["a", 10]);
    await world.until(() => times.length > 9);
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
  });
});

describe("one part that never arrives", () => {
  it("fails its file in a minute or so while the others go through", async () => {
    const world = createWorld();
    world.script = ({ key }) => (key === "in/bad" ? stored(500, xml("InternalError", "Always.")) : undefined);
    world.add(["bad", 10], ["big", 2000 * PART]);
    world.latency = 1000;
    const began = Date.now();
    await world.until(() => world.one("in/bad").state === "failed");
    expect(Date.now() - began).toBeLessThan(180_000);
    expect(world.one("in/bad").failure?.message).toBe(
      "S3 answered InternalError: Always, 12 times in a row.",
    );
    expect(world.one("in/big").state).toBe("sending");
  });
});

describe("a browser that is offline for ten minutes", () => {
  it("asks nothing, and goes on within five seconds", async () => {
    const world = createWorld();
    world.add(...many(400), ["big", 20 * PART]);
    await world.until(() => world.sends.length > 20);
    world.isOnline = false;
    world.reaches = false;
    world.script = () => (world.isOnline ? undefined : NETWORK);
    world.before.createUploads = world.before.completeUploads = () => {
      if (!world.isOnline) throw new AppError("unavailable", "Cooper cannot be reached.");
    };
    const before = world.sends.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(world.sends.length - before).toBeLessThan(30);
    expect(world.states()).not.toContain("failed");
    world.reaches = true;
    world.comeOnline();
    expect(await resumption(world, Date.now())).toBeLessThan(5000);
    await allDone(world);
  });
});

describe("a lid that was closed for ten minutes", () => {
  it("lets no patience run out and signs again what expired, however often", async () => {
    const world = createWorld();
    world.add(["big", 30 * PART]);
    const expires = (url: string) => Number(new URL(url).searchParams.get("expires"));
    world.script = ({ url }) =>
      expires(url) < Date.now() ? stored(403, xml("AccessDenied", "Request has expired")) : undefined;
    for (let nap = 0; nap < 4; nap++) {
      const sent = world.sends.length;
      await world.until(() => world.sends.length > sent + 4 || world.states()[0] === "done");
      vi.setSystemTime(Date.now() + 16 * 60_000);
    }
    await allDone(world);
    expect(world.one("in/big").sent).toBe(30 * PART);
  });

  it("does not count as waiting for Cooper", async () => {
    const world = createWorld();
    let away = 4;
    world.before.createUploads = () => {
      vi.setSystemTime(Date.now() + 11 * 60_000);
      if (away-- > 0) throw new AppError("unavailable", "Cooper cannot be reached.");
    };
    world.add(["a", 10]);
    await allDone(world);
  });
});

describe("a clock that is wrong", () => {
  it.each([-3_600_000, 3_600_000])("by %i ms costs signatures, and no upload", async (skew) => {
    const world = createWorld();
    // Cooper's times are the real ones; this machine's are not.
    world.skew = -skew;
    world.add(["a", 10], ["big", 40 * PART]);
    await allDone(world);
    expect(world.calls.signParts).toBeLessThan(6);
  });
});

describe("a session that ends", () => {
  it("is told once, and the retry of that takes all others along", async () => {
    const world = createWorld();
    let signedIn = true;
    const check = () => {
      if (!signedIn) throw new AppError("unauthenticated", "Sign in first.");
    };
    for (const call of ["createUploads", "completeUploads", "completeUpload", "signParts", "uploadStatus"])
      world.before[call] = check;
    world.add(["big", 60 * PART], ...many(500));
    await world.until(() => world.sends.length > 40);
    signedIn = false;
    await world.until(() => world.states().includes("failed"));
    await vi.advanceTimersByTimeAsync(120_000);
    const failed = world.states().filter((state) => state === "failed");
    expect(failed).toHaveLength(1);
    const { ids, get } = world.transfers.snapshot();
    const one = ids.map(get).find((transfer) => transfer?.state === "failed");
    expect(one?.failure).toMatchObject({ kind: "signed-out", retryable: true });
    expect(one?.failure?.message).toContain("Sign in again");
    signedIn = true;
    world.transfers.retry(one?.id ?? "");
    await allDone(world);
  });
});
