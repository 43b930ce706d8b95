import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStreamDownload } from "./stream-download";

const MINUTE = 60_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A page whose tab is hidden: its own timers come once a minute, those of its workers as ever. */
function createHiddenPage() {
  const page = { pings: [] as number[], control: null as MessagePort | null };
  const active = {
    state: "activated",
    postMessage(message: { type: string; control?: MessagePort }) {
      if (message.type === "ping") page.pings.push(Date.now());
      if (!message.control) return;
      page.control = message.control;
      message.control.postMessage("ready");
    },
  };
  vi.stubGlobal("navigator", {
    serviceWorker: {
      register: async () => ({ active }),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
  });
  vi.stubGlobal("document", {
    hidden: true,
    createElement: () => ({ remove: () => undefined }),
    body: { append: () => page.control?.postMessage("begun") },
  });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  const real = setTimeout;
  vi.stubGlobal("setTimeout", (callback: () => void, ms: number) => real(callback, Math.max(MINUTE, ms)));
  class FakeWorker {
    onmessage: ((event: { data: number }) => void) | null = null;
    postMessage({ id, ms }: { id: number; ms: number }) {
      real(() => this.onmessage?.({ data: id }), ms);
    }
  }
  vi.stubGlobal("Worker", FakeWorker);
  return page;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "Date"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open() {
  const stop = new AbortController();
  const opened = openStreamDownload("all.zip", 100, stop.signal, () => undefined);
  for (let turns = 0; turns < 20; turns++) await turn();
  const port = await opened;
  port.close();
}

const longestSilence = (pings: number[], from: number) =>
  Math.max(...[...pings, Date.now()].map((at, n) => at - (pings[n - 1] ?? from)));

it("a hidden tab keeps the service worker alive that feeds its download", async () => {
  const page = createHiddenPage();
  await open();
  const from = Date.now();
  await vi.advanceTimersByTimeAsync(20 * MINUTE);
  // A browser ends a service worker that hears nothing for half a minute.
  expect(longestSilence(page.pings, from)).toBeLessThan(30_000);
  page.control?.postMessage("over");
  for (let turns = 0; turns < 20; turns++) await turn();
  const before = page.pings.length;
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(page.pings).toHaveLength(before);
});
