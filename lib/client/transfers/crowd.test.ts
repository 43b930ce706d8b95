import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { realClock } from "./clock";
import { fakeFile } from "./fake-file";
import { createWorld, NETWORK, TARGET } from "./fake-world";
import type { Transfers } from "./transfers";

beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] }),
);
afterEach(() => void vi.useRealTimers());

const CROWD = 100_000;
/** Failing costs more than waiting does; as many as show that it is done in slices. */
const REFUSED = 20_000;
/** Several times what a slice takes, for the collector runs at times. */
const LONG_MS = 200;
/** What this process has computed: on a busy machine, time passes without it. */
const computed = () => process.cpuUsage().user / 1000;

/** Runs what happens within one turn of the event loop after another, and answers how long the longest took. */
async function longestTurn(isOver: () => boolean): Promise<number> {
  let longest = 0;
  for (let turn = 0; !isOver(); turn++) {
    if (turn > 2_000_000) throw new Error("It never came to that.");
    const began = computed();
    await vi.advanceTimersToNextTimerAsync();
    longest = Math.max(longest, computed() - began);
  }
  return longest;
}

const candidates = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: `f${index}`, file: fakeFile(`f${index}`, 10) }));

const count = (transfers: Transfers, state: string) => {
  const { ids, get } = transfers.snapshot();
  return ids.reduce((sum, id) => sum + (get(id)?.state === state ? 1 : 0), 0);
};

describe("a hundred thousand transfers", () => {
  it("are added, paused, resumed, cancelled and cleared without one long task", async () => {
    const world = createWorld();
    world.script = () => "hang";
    world.deps.clock.now = realClock.now;
    const { transfers } = world;
    const totals = () => transfers.snapshot().totals;
    const began = computed();
    transfers.add(candidates(CROWD), TARGET);
    const first = computed() - began;
    const turns = { adding: await longestTurn(() => totals().files === CROWD && totals().reading === 0) };
    const step = async (act: () => void, isOver: () => boolean) => {
      const from = computed();
      act();
      const call = computed() - from;
      return Math.max(call, await longestTurn(isOver));
    };
    const times = {
      ...turns,
      pausing: await step(transfers.pauseAll, () => totals().paused === CROWD),
      resuming: await step(transfers.resumeAll, () => totals().paused === 0),
      cancelling: await step(transfers.cancelAll, () => totals().unfinished === 0),
      clearing: await step(transfers.clearFinished, () => totals().files === 0),
    };
    expect(first).toBeLessThan(1500);
    for (const [what, ms] of Object.entries(times)) expect(ms, what).toBeLessThan(LONG_MS);
  }, 120_000);

  it("that a bucket refuses all fail without one long task", async () => {
    const world = createWorld();
    world.cors = { passes: false, missing: ["It has no rule."] };
    world.script = () => NETWORK;
    world.transfers.add(candidates(REFUSED), TARGET);
    const longest = await longestTurn(() => world.transfers.snapshot().totals.failed === REFUSED);
    expect(longest).toBeLessThan(LONG_MS);
    expect(count(world.transfers, "failed")).toBe(REFUSED);
    expect(world.sends.length).toBeLessThan(20);
  }, 120_000);
});
