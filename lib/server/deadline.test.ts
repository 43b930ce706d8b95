import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { withDeadline } from "./deadline";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Waits for a signal as a call in flight does: by a listener alone. */
const ended = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));

it("passes although nobody but the call itself remembers it", async () => {
  const waiting = ended(withDeadline(new AbortController().signal, 200));
  for (let round = 0; round < 5; round += 1) {
    await setImmediate();
    collectGarbage();
  }
  await expect(waiting).resolves.toMatchObject({ name: "TimeoutError" });
});

it("ends with the signal that it follows, also one that has ended already", async () => {
  const caller = new AbortController();
  const waiting = ended(withDeadline(caller.signal, 60_000));
  caller.abort("left");
  await expect(waiting).resolves.toBe("left");
  expect(withDeadline(caller.signal, 60_000).aborted).toBe(true);
});
