import { describe, expect, it } from "vitest";
import { deletionName } from "./deletion";
import { toEntries } from "./entries";

function entries(prefixes: string[], keys: string[]) {
  const objects = keys.map((key) => ({ key, size: 1, modified: "", etag: "", storageClass: "" }));
  return toEntries([{ prefixes, objects, cursor: null, allowed: [] }], "");
}

describe("deletionName", () => {
  it.each([
    [[], ["report.pdf"], "report.pdf"],
    [["photos/"], [], "photos/"],
    [[], ["a\u202eb"], "a[U+202E]b"],
    [[], ["a", "b", "c"], "3 objects"],
    [["p/", "q/"], [], "2 folders"],
    [["p/", "q/"], ["a"], "2 folders and 1 object"],
  ])("%j and %j: %s", (prefixes, keys, name) => {
    expect(deletionName(entries(prefixes, keys))).toBe(name);
  });
});
