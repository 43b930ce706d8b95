import { describe, expect, it } from "vitest";
import type { Entry } from "./entries";
import { filterSummary, listSummary, noMatchTitle } from "./list-summary";

const entries = (prefixes: number, objects: number): Entry[] =>
  Array.from({ length: prefixes + objects }, (_, at) =>
    at < prefixes
      ? { kind: "prefix", id: `p:${at}`, key: `${at}/`, name: `${at}/` }
      : {
          kind: "object",
          id: `o:${at}`,
          key: `${at}`,
          name: `${at}`,
          object: { key: `${at}`, size: 1, modified: "", etag: "", storageClass: "" },
        },
  );

describe("listSummary", () => {
  it.each([
    [0, 12_431, true, "12,431 objects"],
    [3, 1, true, "3 folders, 1 object"],
    [1, 0, true, "1 folder"],
    [0, 0, true, "0 objects"],
    [1000, 2000, false, "3,000 loaded, more below"],
  ])("%d prefixes and %d objects, complete %s: %s", (prefixes, objects, complete, told) => {
    expect(listSummary(entries(prefixes, objects), complete)).toBe(told);
  });
});

describe("filterSummary", () => {
  it("does not claim to have looked at what is not loaded", () => {
    expect(filterSummary(12, 3000, false)).toBe("12 of the 3,000 loaded match");
    expect(filterSummary(12, 3000, true)).toBe("12 of 3,000 match");
  });
});

describe("noMatchTitle", () => {
  it("says whether all was looked at", () => {
    expect(noMatchTitle(1000, false)).toBe("No match among the 1,000 loaded");
    expect(noMatchTitle(1000, true)).toBe("No match among 1,000 entries");
  });
});
