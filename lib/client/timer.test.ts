import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const MINUTE = 60_000;

/** A tab that nobody sees: the page's own timers come once a minute, those of its workers as ever. */
function hide({ workers = true } = {}) {
  const real = setTimeout;
  const page = { opened: 0, ended: 0 };
  vi.stubGlobal("document", { hidden: true });
  vi.stubGlobal("setTimeout", (callback: () => void, ms: number) => real(callback, Math.max(MINUTE, ms)));
  class FakeWorker {
    onmessage: ((event: { data: number }) => void) | null = null;
    onerror: (() => void) | null = null;
    constructor() {
      page.opened++;
      if (!workers) real(() => this.onerror?.(), 1);
    }
    postMessage({ id, ms }: { id: number; ms: number }) {
      if (workers) real(() => this.onmessage?.({ data: id }), ms);
    }
    terminate() {
      page.ended++;
    }
  }
  vi.stubGlobal("Worker", FakeWorker);
  return page;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a timer", () => {
  it("is the page's own while somebody sees the page", async () => {
    const { startTimer } = await import("./timer");
    const ran = vi.fn();
    startTimer(100, ran);
    startTimer(100, ran)();
    await vi.advanceTimersByTimeAsync(99);
    expect(ran).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ran).toHaveBeenCalledTimes(1);
  });

  it("comes in time in a tab that nobody sees, from one worker for all", async () => {
    const page = hide();
    const { startTimer } = await import("./timer");
    const [ran, stopped] = [vi.fn(), vi.fn()];
    for (let ms = 100; ms <= 300; ms += 100) startTimer(ms, ran);
    startTimer(200, stopped)();
    await vi.advanceTimersByTimeAsync(200);
    expect(ran).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(ran).toHaveBeenCalledTimes(3);
    expect(stopped).not.toHaveBeenCalled();
    expect(page.opened).toBe(1);
  });

  it("comes late, and is not lost, where the worker does not come", async () => {
    const page = hide({ workers: false });
    const { startTimer } = await import("./timer");
    const [ran, stopped] = [vi.fn(), vi.fn()];
    startTimer(100, ran);
    const stop = startTimer(100, stopped);
    await vi.advanceTimersByTimeAsync(10);
    stop();
    startTimer(100, ran);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(ran).toHaveBeenCalledTimes(2);
    expect(stopped).not.toHaveBeenCalled();
    expect(page).toEqual({ opened: 1, ended: 1 });
  });
});
