import { describe, expect, it } from "vitest";
import { createSlots, outcomeOf } from "./slots";
import type { Outcome } from "./throttle";
import { MOST } from "./throttle";
import { createWaitingLine } from "./waiting-line";

const S3 = "https://s3.example";
const never = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** An endless upload over an origin that takes as many requests at once as it is told to, on a virtual clock. */
async function drive(options: {
  slots: ReturnType<typeof createSlots>;
  clock: { now: number };
  forMs: number;
  /** How long a request takes while so many are under way. */
  takes: (underWay: number) => number;
  outcome?: (underWay: number) => Outcome;
  demand?: number;
}): Promise<{ done: number; most: number }> {
  const { slots, clock, takes, outcome = () => "ok", demand = 40 } = options;
  const until = clock.now + options.forMs;
  const stops = new Set<AbortController>();
  const underWay = new Set<{ endsAt: number; end: () => void }>();
  const seen = { done: 0, most: 0 };
  let over = false;
  const want = () => {
    if (over) return;
    const stop = new AbortController();
    stops.add(stop);
    slots.acquire(0, S3, stop.signal).then(
      (place) => {
        stops.delete(stop);
        const entry = {
          endsAt: 0,
          end: () => {
            const ending = outcome(underWay.size);
            underWay.delete(entry);
            if (ending === "ok") seen.done++;
            place.end(ending);
            want();
          },
        };
        underWay.add(entry);
        seen.most = Math.max(seen.most, underWay.size);
        entry.endsAt = clock.now + takes(underWay.size);
      },
      () => undefined,
    );
  };
  for (let index = 0; index < demand; index++) want();
  for (; clock.now < until; clock.now += 5) {
    for (const entry of [...underWay]) if (entry.endsAt <= clock.now) entry.end();
    await settle();
  }
  over = true;
  for (const stop of stops) stop.abort();
  for (const entry of [...underWay]) entry.end();
  await settle();
  return seen;
}

function start() {
  const clock = { now: 1_000_000 };
  return { clock, slots: createSlots(() => clock.now) };
}

describe("slots", () => {
  it("go to who came first, and to nobody who was cancelled", async () => {
    const { slots } = start();
    const order: number[] = [];
    const stop = new AbortController();
    const held = await Promise.all([slots.acquire(0, S3, never()), slots.acquire(0, S3, never())]);
    const waiting = [5, 3, 4, 4.5].map((rank) =>
      slots.acquire(rank, S3, rank === 3 ? stop.signal : never()).then(
        (place) => {
          order.push(rank);
          place.end("failed");
        },
        () => order.push(-rank),
      ),
    );
    stop.abort();
    for (const place of held) place.end("failed");
    await Promise.all(waiting);
    expect(order).toEqual([-3, 4, 4.5, 5]);
  });

  it("begin with two, and grow to six within two rounds where each more moves more", async () => {
    const { slots, clock } = start();
    expect(slots.limit(S3)).toBe(2);
    const { most } = await drive({ slots, clock, forMs: 130, takes: () => 50 });
    expect(most).toBe(MOST);
    await drive({ slots, clock, forMs: 20_000, takes: () => 50 });
    expect(slots.limit(S3)).toBe(MOST);
  });

  it("stay few where more of them move less, but try again", async () => {
    const { slots, clock } = start();
    const { most } = await drive({ slots, clock, forMs: 1500, takes: (underWay) => underWay ** 2 * 25 });
    expect(most).toBeGreaterThan(2);
    expect(slots.limit(S3)).toBe(2);
    // The line has grown wider since.
    await drive({ slots, clock, forMs: 10_000, takes: () => 50 });
    expect(slots.limit(S3)).toBe(MOST);
  });

  it("halve once for all that were under way when S3 asks to slow down, and come back slowly", async () => {
    const { slots, clock } = start();
    await drive({ slots, clock, forMs: 1000, takes: () => 50 });
    const places = await Promise.all(Array.from({ length: MOST }, () => slots.acquire(0, S3, never())));
    clock.now += 10;
    for (const place of places) place.end("busy");
    expect(slots.limit(S3)).toBe(3);
    await drive({ slots, clock, forMs: 4500, takes: () => 50 });
    expect(slots.limit(S3)).toBe(3);
    await drive({ slots, clock, forMs: 1500, takes: () => 50 });
    expect(slots.limit(S3)).toBeGreaterThan(3);
  });

  it("leave one place however busy S3 is", async () => {
    const { slots, clock } = start();
    await drive({ slots, clock, forMs: 5000, takes: () => 50, outcome: () => "busy" });
    expect(slots.limit(S3)).toBe(1);
    const { done } = await drive({ slots, clock, forMs: 60_000, takes: () => 50 });
    expect(done).toBeGreaterThan(100);
    expect(slots.limit(S3)).toBe(MOST);
  });

  it("are counted for each origin apart, and a line without demand is not taken for slow", async () => {
    const { slots, clock } = start();
    await drive({ slots, clock, forMs: 10_000, takes: () => 50, demand: 2 });
    expect(slots.limit(S3)).toBe(2);
    const elsewhere = await Promise.all([1, 2].map((rank) => slots.acquire(rank, "https://alias", never())));
    expect(elsewhere).toHaveLength(2);
  });

  it("know by the answer whether S3 asks to slow down", () => {
    const answer = { type: "answer", etag: null, retryAfter: null } as const;
    expect(outcomeOf({ ...answer, status: 200, body: "" })).toBe("ok");
    expect(outcomeOf({ ...answer, status: 503, body: "" })).toBe("busy");
    expect(outcomeOf({ ...answer, status: 400, body: "<Error><Code>SlowDown</Code></Error>" })).toBe("busy");
    expect(outcomeOf({ ...answer, status: 500, body: "" })).toBe("failed");
    expect(outcomeOf({ type: "network", stalled: false })).toBe("failed");
  });
});

describe("the waiting line", () => {
  it("serves a hundred thousand in order of rank, and forgets who left", () => {
    const line = createWaitingLine<number>();
    const count = 100_000;
    const rankOf = (index: number) => (index * 7919) % count;
    const began = performance.now();
    const leave = Array.from({ length: count }, (_, index) => line.join(rankOf(index), rankOf(index)));
    for (let index = 0; index < count; index += 2) leave[index]?.();
    expect(line.size()).toBe(count / 2);
    const served: number[] = [];
    for (let value = line.next(); value !== null; value = line.next()) served.push(value);
    // Ten times what it takes here; a list that is searched through takes minutes.
    expect(performance.now() - began).toBeLessThan(5000);
    expect(served).toHaveLength(count / 2);
    expect(served.every((value, index) => index === 0 || value > (served[index - 1] ?? 0))).toBe(true);
    leave[1]?.();
    expect(line.size()).toBe(0);
  });
});
