import { expect, it } from "vitest";
import { createPace } from "./pace";

const LARGE = 8 * 1024 * 1024;
const forever = new AbortController().signal;

function room(pace: ReturnType<typeof createPace>, bytes: number): (() => void)[] {
  const taken: (() => void)[] = [];
  while (pace.hasRoom() && taken.length < 100) taken.push(pace.take(bytes));
  return taken;
}

it("has six large or twelve small answers on the way, half of them once S3 is busy, and more again as it answers", () => {
  const pace = createPace();
  const release = (taken: (() => void)[]) => {
    for (const give of taken) give();
  };
  const six = room(pace, LARGE);
  expect(six).toHaveLength(6);
  release(six);
  const twelve = room(pace, 1000);
  expect(twelve).toHaveLength(12);
  release(twelve);
  pace.slow();
  const fewer = room(pace, LARGE);
  expect(fewer).toHaveLength(3);
  release(fewer);
  for (let round = 0; round < 10; round++) release(room(pace, LARGE));
  expect(room(pace, LARGE)).toHaveLength(6);
});

it("always lets one go on, and lets those that wait go when there is room", async () => {
  const pace = createPace();
  for (let round = 0; round < 20; round++) pace.slow();
  const first = await pace.acquire(LARGE, forever);
  let second = false;
  const waiting = pace.acquire(LARGE, forever).then((give) => {
    second = true;
    return give;
  });
  const stop = new AbortController();
  const stopped = pace.acquire(LARGE, stop.signal);
  stop.abort(new Error("Stopped."));
  await expect(stopped).rejects.toThrow("Stopped.");
  expect(second).toBe(false);
  first();
  (await waiting)();
});
