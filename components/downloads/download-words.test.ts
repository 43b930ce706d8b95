import { describe, expect, it } from "vitest";
import type { Download, DownloadTotals } from "@/lib/client/downloads/download";
import { downloadItem } from "./download-item";
import { downloadSummary } from "./download-summary";

const MiB = 2 ** 20;
const running: Download = {
  connection: "s3",
  bucket: "holiday",
  id: "d0",
  kind: "archive",
  name: "2024.zip",
  state: "running",
  size: 10 * MiB,
  objects: 120,
  listed: true,
  received: 4 * MiB,
  objectsDone: 12,
  skipped: 0,
  failed: 0,
  renamed: 0,
  speed: 2 * MiB,
  secondsLeft: 3,
  note: null,
  failure: null,
  verified: null,
  existing: null,
};
const totals: DownloadTotals = {
  downloads: 1,
  done: 0,
  failed: 0,
  unfinished: 1,
  asking: 0,
  paused: 0,
  size: 10 * MiB,
  received: 4 * MiB,
  speed: 2 * MiB,
};

describe("a row", () => {
  it("says how far it is, how fast, and for how long", () => {
    expect(downloadItem(running)).toMatchObject({
      key: "2024.zip",
      size: 10 * MiB,
      sent: 4 * MiB,
      remark: { text: "12 of 120 objects · 2.0 MiB/s · 3 s left", tone: "muted" },
      actions: ["pause", "cancel"],
    });
  });

  it("has no size before all is listed", () => {
    const item = downloadItem({ ...running, state: "listing", listed: false, received: 0 });
    expect(item).toMatchObject({
      size: null,
      word: "Listing",
      remark: { text: "120 objects, 10.0 MiB so far" },
    });
  });

  it("is not done where objects are missing", () => {
    const item = downloadItem({ ...running, state: "done", failed: 3 });
    expect(item).toMatchObject({ word: "Incomplete", look: "failed", actions: ["details"] });
    expect(item.remark).toEqual({ text: "3 of 120 objects did not arrive", tone: "danger" });
    expect(downloadItem({ ...running, kind: "folder", state: "done", failed: 3 }).actions).toEqual([
      "details",
      "retry",
    ]);
  });

  it("tells by what it was verified, and why it failed", () => {
    expect(downloadItem({ ...running, state: "done", verified: "CRC32" }).remark?.text).toBe(
      "Verified by CRC32",
    );
    const failure = { message: "More than 2 GiB.", retryable: false };
    expect(downloadItem({ ...running, state: "failed", failure })).toMatchObject({
      remark: { text: "More than 2 GiB.", tone: "danger" },
      actions: ["cancel"],
    });
  });
});

describe("all of them together", () => {
  it("one is named, several are counted", () => {
    expect(downloadSummary([running], totals)).toMatchObject({
      headline: "Downloading: 2024.zip",
      details: "4.0 MiB of 10.0 MiB · 2.0 MiB/s",
      progress: 40,
    });
    const two = [running, { ...running, id: "d1", listed: false }];
    expect(downloadSummary(two, { ...totals, unfinished: 2 })).toMatchObject({
      headline: "Downloading: 2 downloads",
      details: "listing what there is… · 2.0 MiB/s",
      progress: 0,
    });
  });

  it("incomplete is never called complete", () => {
    const done = { ...running, state: "done" as const, received: 10 * MiB };
    const over = { ...totals, unfinished: 0, done: 2, speed: 0 };
    expect(downloadSummary([done, done], over)).toMatchObject({
      headline: "2 downloads complete",
      details: "20.0 MiB",
    });
    expect(downloadSummary([done, { ...done, failed: 1 }], over)).toMatchObject({
      headline: "1 download incomplete, 1 download complete",
      details: "",
    });
  });
});
