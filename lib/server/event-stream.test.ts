import { expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import type { WorkEvent } from "@/lib/schemas/events";
import { streamEvents } from "./event-stream";
import { endStreams, resetStoppingForTest, streamsEnd } from "./stopping";

const progress = (listed: number): WorkEvent => ({
  type: "progress",
  listed,
  bytes: 0,
  done: 0,
  requests: 0,
});
const done: WorkEvent = { type: "done", ok: 1, failed: 0, bytes: 0 };
const about = { requestId: "r" };

const linesOf = async (response: Response) =>
  (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as WorkEvent);

test("sends one event a line, in order", async () => {
  async function* work() {
    yield progress(1);
    yield done;
  }
  const response = await streamEvents(work(), about);
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  expect(await linesOf(response)).toEqual([progress(1), done]);
});

test("a failure before the first event is thrown, a later one ends the answer by name", async () => {
  async function* work(early: boolean): AsyncGenerator<WorkEvent> {
    if (early) throw new AppError("not_found", "None.");
    yield progress(1);
    throw new AppError("s3_busy", "Busy.");
  }
  await expect(streamEvents(work(true), about)).rejects.toMatchObject({ code: "not_found" });
  expect((await linesOf(await streamEvents(work(false), about))).at(-1)).toEqual({
    type: "error",
    code: "s3_busy",
    message: "Busy.",
    requestId: "r",
  });
});

test("works only as fast as the reader reads, and ends when the reader leaves", async () => {
  let made = 0;
  let ended = false;
  async function* work() {
    try {
      for (;;) yield progress(++made);
    } finally {
      ended = true;
    }
  }
  const reader = (await streamEvents(work(), about)).body?.getReader();
  for (let read = 0; read < 5; read++) await reader?.read();
  await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThan(10);
  await reader?.cancel();
  expect(ended).toBe(true);
});

test("work that is not finished when Cooper stops is ended by name, and goes no further", async () => {
  let ended = false;
  async function* work(): AsyncGenerator<WorkEvent> {
    try {
      yield progress(1);
      await new Promise((resolve) => streamsEnd().addEventListener("abort", resolve));
      yield progress(2);
      yield done;
    } finally {
      ended = true;
    }
  }
  try {
    const response = await streamEvents(work(), about);
    const lines = linesOf(response);
    setImmediate(endStreams);
    expect((await lines).at(-1)).toMatchObject({ type: "error", code: "unavailable", requestId: "r" });
    expect(await lines).toHaveLength(2);
    await vi.waitUntil(() => ended);
  } finally {
    resetStoppingForTest();
  }
});

test("events that come together go out in one piece", async () => {
  async function* work() {
    yield [progress(1), progress(2)];
    yield [done];
  }
  const reader = (await streamEvents(work(), about)).body?.getReader();
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value).trim().split("\n")).toHaveLength(2);
  const second = await reader?.read();
  expect(JSON.parse(new TextDecoder().decode(second?.value))).toEqual(done);
  expect((await reader?.read())?.done).toBe(true);
});
