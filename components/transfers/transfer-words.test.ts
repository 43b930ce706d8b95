import { describe, expect, it } from "vitest";
import { corsJson } from "./cors-json";
import { progressOf, summaryOf } from "./transfer-words";

const NOTHING = {
  files: 0,
  done: 0,
  failed: 0,
  asking: 0,
  paused: 0,
  unfinished: 0,
  bytes: 0,
  sent: 0,
  speed: 0,
  secondsLeft: null,
  reading: 0,
  junk: 0,
};

describe("summaryOf", () => {
  it("says how far it is, how fast and how long it takes", () => {
    const totals = {
      ...NOTHING,
      files: 3,
      done: 1,
      unfinished: 2,
      bytes: 4096,
      sent: 1024,
      speed: 512,
      secondsLeft: 6,
    };
    expect(summaryOf(totals)).toEqual({
      headline: "Uploading 1 of 3 files",
      details: "1.0 KiB of 4.0 KiB · 512 B/s · 6 s left",
    });
  });

  it("promises no end while all that is left waits for an answer", () => {
    const totals = { ...NOTHING, files: 1, asking: 1, unfinished: 1, bytes: 5, speed: 1, secondsLeft: 5 };
    expect(summaryOf(totals).details).toBe("0 B of 5 B · 1 waiting for your answer");
  });

  it("says how it ended", () => {
    expect(summaryOf({ ...NOTHING, files: 1, done: 1 }).headline).toBe("1 file uploaded");
    expect(summaryOf({ ...NOTHING, files: 3, done: 1, failed: 2 }).headline).toBe(
      "2 files failed, 1 uploaded",
    );
    expect(summaryOf({ ...NOTHING, files: 1 }).headline).toBe("Nothing was uploaded");
  });
});

describe("progressOf", () => {
  it("counts bytes, and files beside them", () => {
    expect(progressOf(NOTHING)).toBe(0);
    expect(progressOf({ ...NOTHING, files: 4, done: 1, unfinished: 3 })).toBe(25);
    expect(progressOf({ ...NOTHING, files: 1, unfinished: 1, bytes: 1e9, sent: 9e8 })).toBeCloseTo(90, 1);
    expect(progressOf({ ...NOTHING, files: 2, done: 2, bytes: 10, sent: 10 })).toBe(100);
  });

  it("is not full while many small files follow a large one", () => {
    const totals = {
      ...NOTHING,
      files: 10_001,
      done: 1,
      unfinished: 10_000,
      bytes: 34e6 + 10_000,
      sent: 34e6,
    };
    expect(progressOf(totals)).toBeLessThan(15);
  });
});

describe("corsJson", () => {
  it("is a list of rules with S3's own names, whatever the values hold", () => {
    const rule = {
      origins: ["https://a.example"],
      methods: ["GET", "PUT"],
      allowHeaders: ["*"],
      exposeHeaders: Array.from({ length: 12 }, (_, index) => `x-amz-header-${index}`),
      maxAgeSeconds: 60,
    };
    expect(JSON.parse(corsJson(rule))).toEqual([
      {
        AllowedOrigins: rule.origins,
        AllowedMethods: rule.methods,
        AllowedHeaders: rule.allowHeaders,
        ExposeHeaders: rule.exposeHeaders,
        MaxAgeSeconds: 60,
      },
    ]);
    expect(corsJson(rule)).toContain('["GET", "PUT"]');
  });
});
