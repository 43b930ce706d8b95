import { describe, expect, it } from "vitest";
import type { WorkEvent } from "@/lib/schemas/events";
import { type Selection, selectionBody } from "@/lib/schemas/objects";
import { type Entry, toEntries } from "./entries";
import { runBatches, toBatches, type WorkState } from "./work-batches";

function entriesOf(prefixes: string[], keys: string[]): Entry[] {
  const objects = keys.map((key) => ({
    key,
    size: 1,
    modified: "2026-01-01T00:00:00.000Z",
    etag: "",
    storageClass: "STANDARD",
  }));
  return toEntries([{ prefixes, objects, cursor: null, allowed: [] }], "");
}

describe("toBatches", () => {
  it("keeps keys and prefixes apart", () => {
    expect(toBatches(entriesOf(["a/"], ["a"]))).toEqual([{ keys: [{ key: "a" }], prefixes: ["a/"] }]);
  });

  it("cuts at 1,000 entries and loses none", () => {
    const keys = Array.from({ length: 2500 }, (_, at) => `key-${at}`);
    const batches = toBatches(entriesOf([], keys));
    expect(batches.map((batch) => batch.keys.length)).toEqual([1000, 1000, 500]);
    expect(batches.flatMap((batch) => batch.keys.map(({ key }) => key))).toEqual(keys);
    for (const batch of batches) expect(selectionBody.safeParse(batch).success).toBe(true);
  });

  it("cuts before 1 MiB, counted as JSON writes it", () => {
    const keys = Array.from({ length: 1000 }, (_, at) => `${at}${"\u0001".repeat(1000)}`);
    const batches = toBatches(entriesOf([], keys));
    expect(batches.length).toBeGreaterThan(6);
    for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThan(1024 * 1024);
    expect(batches.flatMap((batch) => batch.keys)).toHaveLength(1000);
  });
});

describe("runBatches", () => {
  const events: WorkEvent[][] = [
    [
      { type: "progress", listed: 2, bytes: 20, done: 1, requests: 1 },
      { type: "failed", key: "x", code: "AccessDenied", message: "No." },
      { type: "done", ok: 1, failed: 1, bytes: 20 },
    ],
    [
      { type: "progress", listed: 3, bytes: 30, done: 3, requests: 1 },
      { type: "done", ok: 3, failed: 0, bytes: 30 },
    ],
  ];

  async function collect(run: (batch: Selection) => AsyncGenerator<WorkEvent, void>) {
    const states: WorkState[] = [];
    for await (const state of runBatches([{ keys: [] }, { keys: [] }], run)) states.push(state);
    return states;
  }

  it("adds up over the batches, with the failures", async () => {
    let batch = 0;
    const states = await collect(async function* () {
      yield* events[batch++] ?? [];
    });
    expect(states.map(({ done }) => done)).toEqual([1, 1, 2, 5, 5]);
    expect(states.at(-1)).toEqual({
      listed: 5,
      bytes: 50,
      done: 5,
      ok: 4,
      failed: 1,
      failures: [{ key: "x", code: "AccessDenied", message: "No." }],
    });
  });

  it("throws when a batch breaks off, after telling how far it came", async () => {
    await expect(
      collect(async function* () {
        yield* events[0]?.slice(0, 1) ?? [];
        throw new Error("broke off");
      }),
    ).rejects.toThrow("broke off");
  });
});
