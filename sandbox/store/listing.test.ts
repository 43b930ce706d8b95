import { describe, expect, test } from "vitest";
import { KeyIndex } from "./key-index";
import { listKeys } from "./listing";

function indexOf(keys: readonly string[]): KeyIndex {
  const index = new KeyIndex();
  for (const key of keys) index.add(key);
  return index;
}

function list(keys: readonly string[], options: Partial<Parameters<typeof listKeys>[1]>) {
  return listKeys(indexOf(keys), { prefix: "", delimiter: "", after: "", limit: 1000, ...options });
}

describe("KeyIndex", () => {
  test("keeps keys in the order of their UTF-8 bytes, once each", () => {
    const keys = ["\u{10000}", "\uffff", "é", "z", "A", "z"];
    expect(list(keys, {}).keys).toEqual(["A", "z", "é", "\uffff", "\u{10000}"]);
  });

  test("forgets exactly the deleted key", () => {
    const index = indexOf(["a", "ab", "b"]);
    index.delete("a");
    index.delete("nothing");
    expect(index.size).toBe(2);
    expect(index.at(0)).toBe("ab");
  });
});

describe("listKeys", () => {
  const tree = ["a", "b/1", "b/2", "b/c/3", "b0", "c/", "d"];

  test("rolls up below the delimiter and counts prefixes within the limit", () => {
    expect(list(tree, { delimiter: "/" })).toMatchObject({ keys: ["a", "b0", "d"], prefixes: ["b/", "c/"] });
    const page = list(tree, { delimiter: "/", limit: 2 });
    expect(page).toEqual({ keys: ["a"], prefixes: ["b/"], truncated: true, last: "b/" });
    expect(list(tree, { delimiter: "/", limit: 2, after: page.last })).toMatchObject({
      keys: ["b0"],
      prefixes: ["c/"],
      truncated: true,
    });
  });

  test("a page that ends with the last entry is not truncated", () => {
    expect(list(tree, { delimiter: "/", limit: 5 }).truncated).toBe(false);
    expect(list(tree, { prefix: "b/", limit: 3 })).toMatchObject({
      keys: ["b/1", "b/2", "b/c/3"],
      truncated: false,
    });
  });

  test("the marker of the prefix itself is a key like any other", () => {
    expect(list(tree, { prefix: "c/", delimiter: "/" })).toMatchObject({ keys: ["c/"], prefixes: [] });
  });

  test("starts behind a key that need not exist", () => {
    expect(list(tree, { after: "b/15" }).keys).toEqual(["b/2", "b/c/3", "b0", "c/", "d"]);
    expect(list(tree, { after: "zz" }).keys).toEqual([]);
  });

  test("20,000 keys in random order are listed in order, page by page", () => {
    const keys = Array.from(
      { length: 20_000 },
      (_, at) => `k${String((at * 7919) % 20_000).padStart(5, "0")}`,
    );
    const index = indexOf(keys);
    const seen: string[] = [];
    for (let after = ""; ; after = seen.at(-1) ?? "") {
      const page = listKeys(index, { prefix: "k", delimiter: "", after, limit: 1000 });
      seen.push(...page.keys);
      if (!page.truncated) break;
    }
    expect(seen).toEqual([...keys].sort());
  });
});
