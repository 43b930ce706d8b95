import { describe, expect, it } from "vitest";
import type { ObjectPage, S3Object } from "@/lib/schemas/objects";
import { compareKeys, countEntries, entryLabel, filterEntries, toEntries, totalBytes } from "./entries";

const object = (key: string, size = 1): S3Object => ({
  key,
  size,
  modified: "2026-01-01T00:00:00.000Z",
  etag: '"e"',
  storageClass: "STANDARD",
});

const page = (prefixes: string[], keys: string[], cursor: string | null = null): ObjectPage => ({
  prefixes,
  objects: keys.map((key) => object(key)),
  cursor,
  allowed: [],
});

const keysOf = (pages: ObjectPage[], prefix = "") => toEntries(pages, prefix).map(({ key }) => key);

describe("toEntries", () => {
  it("puts the folders of a whole listing first", () => {
    expect(keysOf([page(["m/", "z/"], ["a", "n"])])).toEqual(["m/", "z/", "a", "n"]);
  });

  it("keeps S3's order in a longer listing, so that nothing above moves when a page arrives", () => {
    const first = page(["b/"], ["a", "c"], "more");
    const before = keysOf([first]);
    const after = keysOf([first, page(["d/"], ["e"])]);
    expect(before).toEqual(["a", "b/", "c"]);
    expect(after.slice(0, 3)).toEqual(before);
    expect(after.slice(3)).toEqual(["d/", "e"]);
  });

  it("shows a prefix and an object of the same name as two", () => {
    const ids = toEntries([page(["a/"], ["a"])], "").map(({ id }) => id);
    expect(ids).toEqual(["p:a/", "o:a"]);
  });

  it("shows once a prefix that the store repeats", () => {
    expect(keysOf([page(["a/"], [], "more"), page(["a/"], ["b"])])).toEqual(["a/", "b"]);
  });

  it("names rows by their last segment, and what has none by what it is", () => {
    const labels = (pages: ObjectPage[], prefix: string) => toEntries(pages, prefix).map(entryLabel);
    expect(labels([page(["a/b/"], ["a/c.txt"])], "a/")).toEqual(["b/", "c.txt"]);
    expect(labels([page(["a//"], ["a/"])], "a/")).toEqual(["(empty name)/", "(this folder)"]);
    expect(labels([page(["/"], [])], "")).toEqual(["(empty name)/"]);
    expect(labels([page([], ["a/x\u0001y"])], "a/")).toEqual(["x[U+0001]y"]);
  });
});

describe("compareKeys", () => {
  it("orders as the UTF-8 bytes do, also beside surrogates", () => {
    const keys = ["\u{1f600}", "\uffee", "z", "a/b", "a", "a!", "\ue000", "é"];
    const byBytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(keys.toSorted(compareKeys)).toEqual(byBytes);
  });
});

describe("what a selection and a filter count", () => {
  const entries = toEntries([page(["photos/"], ["Notes.txt", "notes-2.txt", "x"])], "");

  it("sums the sizes of objects", () => expect(totalBytes(entries)).toBe(3));
  it("counts prefixes and objects apart", () =>
    expect(countEntries(entries)).toEqual({ prefixes: 1, objects: 3 }));
  it("filters whatever the case, over the label", () => {
    expect(filterEntries(entries, " NOTE ").map(({ key }) => key)).toEqual(["Notes.txt", "notes-2.txt"]);
    expect(filterEntries(entries, "  ")).toBe(entries);
  });
});
