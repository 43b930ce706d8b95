import { describe, expect, it } from "vitest";
import { type Claims, claimsByBeats, claimsByLocks } from "./claims";
import { fakeLocks } from "./fake-locks";

function fakeBrowser() {
  const stored = new Map<string, string>();
  const time = { now: 1_000_000 };
  const localStorage = {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  };
  function page() {
    const beats = new Set<() => void>();
    const leaving: (() => void)[] = [];
    const window = {
      localStorage,
      addEventListener: (_type: string, listener: () => void) => void leaving.push(listener),
      setInterval: (beat: () => void) => {
        beats.add(beat);
        return 1;
      },
      clearInterval: () => beats.clear(),
    } as unknown as Parameters<typeof claimsByBeats>[0];
    return {
      claims: claimsByBeats(window, () => time.now),
      beat: () => [...beats].forEach((one) => void one()),
      leave: () => leaving.forEach((one) => void one()),
    };
  }
  return { page, time };
}

async function contract(one: Claims, other: Claims): Promise<void> {
  expect(await one.claim("u")).toBe(true);
  expect(await one.claim("u")).toBe(true);
  expect(await other.claim("u")).toBe(false);
  expect([...(await other.taken(["u", "v"]))]).toEqual(["u"]);
  expect([...(await one.taken(["u", "v"]))]).toEqual(["u"]);
  one.release("u");
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([...(await other.taken(["u"]))]).toEqual([]);
  expect(await other.claim("u")).toBe(true);
}

describe("claims", () => {
  it("by locks give an upload to one page at a time", async () => {
    const locks = fakeLocks();
    await contract(claimsByLocks(locks), claimsByLocks(locks));
  });

  it("by signs of life do so too", async () => {
    const browser = fakeBrowser();
    await contract(browser.page().claims, browser.page().claims);
  });

  it("by signs of life end with a page that leaves", async () => {
    const { page } = fakeBrowser();
    const [one, other] = [page(), page()];
    await one.claims.claim("u");
    one.leave();
    expect(await other.claims.claim("u")).toBe(true);
  });

  it("by signs of life last as long as the page lives, and end some time after it crashed", async () => {
    const { page, time } = fakeBrowser();
    const [one, other] = [page(), page()];
    await one.claims.claim("u");
    for (let minute = 0; minute < 10; minute++) {
      time.now += 60_000;
      one.beat();
    }
    expect(await other.claims.claim("u")).toBe(false);
    time.now += 80_000;
    expect(await other.claims.claim("u")).toBe(true);
  });
});
