import { describe, expect, it } from "vitest";
import { formatBytes, formatDay, formatMoment, formatPlural, formatTime } from "./format";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1536, "1.5 KiB"],
    [99.94 * 1024, "99.9 KiB"],
    [100 * 1024, "100 KiB"],
    [1024 * 1024 - 1, "1.0 MiB"],
    [5 * 1024 ** 3, "5.0 GiB"],
    [48.8 * 1024 ** 4, "48.8 TiB"],
  ])("%d bytes are %s", (bytes, shown) => {
    expect(formatBytes(bytes)).toBe(shown);
  });
});

describe("formatPlural", () => {
  it("counts with thousands separated", () => {
    expect(formatPlural(1, "object")).toBe("1 object");
    expect(formatPlural(12_431, "object")).toBe("12,431 objects");
    expect(formatPlural(2, "entry", "entries")).toBe("2 entries");
  });
});

describe("times", () => {
  // The tests run in Asia/Kathmandu, UTC+05:45.
  it("are shown in the reader's zone", () => {
    expect(formatTime("2026-11-03T20:30:00.000Z")).toBe("4 Nov 2026, 02:15");
    expect(formatTime("2026-09-03T18:15:00.000Z")).toBe("4 Sep 2026, 00:00");
    expect(formatDay("2026-11-03T20:30:00.000Z")).toBe("4 Nov 2026");
  });

  it("name the zone where the moment matters", () => {
    expect(formatMoment("2026-11-03T20:30:00.000Z")).toBe("Wed 4 Nov 2026, 02:15 GMT+05:45");
  });

  it("do not fail on what is no time", () => {
    expect(formatTime("whenever")).toBe("unknown");
  });
});
