import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBatcher } from "./batcher";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(limits: { size: number; spacing: number; takes?: number }) {
  const batches: number[][] = [];
  let spacing = limits.spacing;
  const ask = createBatcher<number, number>(
    { size: limits.size, parallel: 2, spacingMs: () => spacing },
    async (inputs) => {
      batches.push(inputs);
      await new Promise((resolve) => setTimeout(resolve, limits.takes ?? 0));
      return inputs;
    },
  );
  return { batches, ask, setSpacing: (ms: number) => (spacing = ms) };
}

describe("a batcher", () => {
  it("sends the first at once, and those that follow together", async () => {
    const { batches, ask } = start({ size: 100, spacing: 1000 });
    void ask(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(batches).toEqual([[1]]);
    for (let input = 2; input <= 5; input++) {
      void ask(input);
      await vi.advanceTimersByTimeAsync(200);
    }
    expect(batches).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(200);
    expect(batches).toEqual([[1], [2, 3, 4, 5]]);
  });

  it("lets a whole batch wait for nobody", async () => {
    const { batches, ask } = start({ size: 3, spacing: 60_000 });
    void ask(1);
    await vi.advanceTimersByTimeAsync(0);
    for (const input of [2, 3, 4, 5]) void ask(input);
    await vi.advanceTimersByTimeAsync(0);
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(batches.at(-1)).toEqual([5]);
  });

  it("sends no more at once than it may, and forgets nobody", async () => {
    const { batches, ask } = start({ size: 2, spacing: 10, takes: 500 });
    const answers = Promise.all(Array.from({ length: 9 }, (_, input) => ask(input)));
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await answers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
