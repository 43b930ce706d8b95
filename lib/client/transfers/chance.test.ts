import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PART } from "./fake-cooper";
import { createWorld, NETWORK, stored } from "./fake-world";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Numbers that look random and are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SEEDS = 100;
const PARTS = 25;

it("finishes every upload of 25 parts at 20 % random faults, sending at most 1.25 times the bytes", async () => {
  let sent = 0;
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = createWorld();
    const chance = seeded(seed);
    world.random = seeded(seed + 1000);
    world.verifies = seed % 2 === 0;
    world.script = ({ size }) => {
      const roll = chance();
      // Half the bytes have gone when a line breaks; an error comes back after all of them.
      sent += roll < 0.06 ? size / 2 : size;
      if (roll < 0.06) return NETWORK;
      if (roll < 0.12) return stored(500, "<Error><Code>InternalError</Code></Error>");
      if (roll < 0.16) return stored(503, "<Error><Code>SlowDown</Code></Error>");
      if (roll < 0.18) return stored(502, "<html>Bad gat");
      if (roll < 0.19) return "flip";
      return roll < 0.2 ? stored(429) : undefined;
    };
    world.add(["big", PARTS * PART]);
    await world.until(() => /done|failed/.test(world.states()[0] ?? ""), 1000);
    const { state, failure, verified } = world.one("in/big");
    const end = `${state} ${failure?.message ?? verified}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  expect(Object.fromEntries(ends)).toEqual({ "done CRC64NVME": SEEDS / 2, "done MD5": SEEDS / 2 });
  const ratio = sent / (SEEDS * PARTS * PART);
  expect(ratio).toBeGreaterThan(1.1);
  expect(ratio).toBeLessThanOrEqual(1.25);
}, 60_000);
