import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff";
import { createMeter } from "./meter";
import { contentTypeOf, copyName, timeOf, uploadProblem } from "./names";
import { canMove, canPause, isOver, TRANSITIONS, type TransferState } from "./states";
import { s3Error } from "./verdict";

describe("states", () => {
  it("lead from the beginning to every state, and end only in done and skipped", () => {
    const reached = new Set<TransferState>(["queued"]);
    for (const state of reached) for (const next of TRANSITIONS[state]) reached.add(next);
    expect(reached.size).toBe(Object.keys(TRANSITIONS).length);
    const ends = [...reached].filter((state) => TRANSITIONS[state].length === 0);
    expect(ends.sort()).toEqual(["done", "skipped"]);
  });

  it("know no way back from done, and no way past preparing", () => {
    expect(canMove("done", "queued")).toBe(false);
    expect(canMove("queued", "sending")).toBe(false);
    expect(isOver("asking")).toBe(false);
  });

  it("can be paused before completion, and go on from the queue or be cancelled", () => {
    const states = Object.keys(TRANSITIONS) as TransferState[];
    expect(states.filter(canPause)).toEqual(["queued", "preparing", "sending", "asking"]);
    for (const state of states.filter(canPause)) expect(canMove(state, "paused")).toBe(true);
    expect(TRANSITIONS.paused).toEqual(["queued", "cancelled"]);
    expect(isOver("paused")).toBe(false);
  });
});

describe("names", () => {
  it.each([
    ["a/b.txt", 2, "a/b (2).txt"],
    ["a/b.tar.gz", 2, "a/b (2).tar.gz"],
    ["a.d/b", 3, "a.d/b (3)"],
    [".env", 2, ".env (2)"],
    ["a/.env.local", 2, "a/.env (2).local"],
    ["x.", 2, "x. (2)"],
  ])("keeps both: %s, %i → %s", (key, number, expected) => {
    expect(copyName(key, number)).toBe(expected);
  });

  it("knows what S3 cannot keep", () => {
    expect(uploadProblem("a/./b", 1)).toMatch(/Rename/);
    expect(uploadProblem("a..b/...", 1)).toBeNull();
    expect(uploadProblem("é".repeat(513), 1)).toMatch(/1026/);
    expect(uploadProblem("a", 60 * 1024 ** 4)).toMatch(/48.8 TiB/);
  });

  it("sends no content type that a header cannot carry", () => {
    expect(contentTypeOf(new File([], "a", { type: "text/plain" }))).toBe("text/plain");
    expect(contentTypeOf(new File([], "a"))).toBe("application/octet-stream");
    expect(timeOf({ lastModified: 1500 })).toBe("1970-01-01T00:00:01.500Z");
    for (const lastModified of [Number.NaN, 8.64e15, -8.64e15]) expect(timeOf({ lastModified })).toBeNull();
  });
});

describe("backoffMs", () => {
  it("is jittered, bounded, and never shorter than what was asked for", () => {
    expect(backoffMs(1, () => 0, null)).toBe(0);
    expect(backoffMs(1, () => 1, null)).toBe(1000);
    expect(backoffMs(40, () => 1, null)).toBe(15_000);
    expect(backoffMs(1, () => 1, 7)).toBe(7000);
  });
});

describe("s3Error", () => {
  it("reads code and message as text", () => {
    const body = "<?xml?><Error><Code>AccessDenied</Code><Message>a &lt;b&gt; &amp;amp; c.</Message></Error>";
    expect(s3Error(body)).toEqual({ code: "AccessDenied", message: "a <b> &amp; c" });
    expect(s3Error("<html>")).toEqual({ code: null, message: null });
  });
});

describe("the meter", () => {
  it("smooths over the last seconds and forgets what is longer ago", () => {
    let now = 1_000_000;
    const meter = createMeter(() => now);
    for (let at = 0; at < 40; at++) {
      meter.add(250);
      now += 250;
    }
    expect(meter.rate()).toBeGreaterThan(900);
    expect(meter.rate()).toBeLessThan(1100);
    now += 60_000;
    expect(meter.rate()).toBe(0);
  });
});
