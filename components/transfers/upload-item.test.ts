import { describe, expect, it } from "vitest";
import { losesWork } from "@/lib/client/transfers/leaving";
import type { Transfer } from "@/lib/client/transfers/transfer";
import { dockKey } from "./dock-keys";
import { uploadItem } from "./upload-item";

const transfer = (some: Partial<Transfer>): Transfer => ({
  id: "t0",
  key: "in/a.txt",
  size: 100,
  sent: 0,
  state: "queued",
  note: null,
  failure: null,
  verified: null,
  atomic: null,
  resumed: 0,
  onTrust: 0,
  connection: "c",
  bucket: "b",
  ...some,
});
const remark = (some: Partial<Transfer>) => uploadItem(transfer(some)).remark;

describe("uploadItem", () => {
  it("says by what an object was verified, and what the store could not promise", () => {
    expect(remark({ state: "done", verified: "CRC64NVME" })?.text).toBe("Verified by CRC64NVME");
    expect(remark({ state: "done", verified: "MD5", atomic: true })?.text).toBe("Verified by MD5");
    expect(remark({ state: "done" })?.text).toBe("Not verified by this store");
    expect(remark({ state: "done", verified: "MD5", atomic: false })).toEqual({
      text: "Verified by MD5. The check for an existing file was not atomic on this store",
      tone: "warning",
    });
    expect(remark({ state: "done", resumed: 4096, onTrust: 2048 })).toEqual({
      text: "Not verified by this store: 2.0 KiB that it had from before were taken on trust",
      tone: "warning",
    });
    expect(remark({ state: "done", key: "in/empty/", size: 0 })).toBeNull();
  });

  it("puts a reason before everything else", () => {
    const failure = { kind: "refused", message: "No.", retryable: true } as const;
    expect(remark({ state: "failed", failure, note: "x", resumed: 5 })).toEqual({
      text: "No.",
      tone: "danger",
    });
    expect(remark({ state: "sending", resumed: 2048 })?.text).toBe("Resumed: 2.0 KiB were there");
  });

  it.each([
    ["queued", ["pause", "cancel"]],
    ["paused", ["resume", "cancel"]],
    ["completing", ["cancel"]],
    ["cancelled", ["retry"]],
    ["done", []],
  ] as const)("offers what can be done when %s", (state, actions) => {
    expect(uploadItem(transfer({ state })).actions).toEqual(actions);
  });
});

describe("dockKey", () => {
  const press = (key: string, ctrlKey = false) =>
    dockKey({ key, ctrlKey, metaKey: false, shiftKey: false, altKey: false });
  it("leaves the browser its own", () => {
    expect(press("Delete")).toEqual({ do: "act", actions: ["cancel"] });
    expect(press("End", true)).toBeNull();
    expect(press("a")).toBeNull();
  });
});

describe("losesWork", () => {
  const leaving = (some: Partial<Transfer>, totals: object) =>
    losesWork({
      ids: ["t0"],
      get: () => transfer(some),
      totals: { reading: 0, unfinished: 0, paused: 0, ...totals } as Parameters<
        typeof losesWork
      >[0]["totals"],
    });
  it.each([
    ["nothing is under way", { state: "done" }, {}, false],
    ["a folder is read", { state: "done" }, { reading: 1 }, true],
    ["a file is sent", { state: "sending" }, { unfinished: 1 }, true],
    [
      "what is paused is in S3 in part",
      { state: "paused", size: 1e9, sent: 1 },
      { unfinished: 1, paused: 1 },
      false,
    ],
    ["what is paused never began", { state: "paused", size: 1e9 }, { unfinished: 1, paused: 1 }, true],
    ["what is paused goes in one piece", { state: "paused", sent: 5 }, { unfinished: 1, paused: 1 }, true],
  ] as const)("when %s", (_, some, totals, loses) => {
    expect(leaving(some, totals)).toBe(loses);
  });
});
