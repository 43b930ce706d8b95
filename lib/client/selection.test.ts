import { describe, expect, it } from "vitest";
import { choose, chooseAll, chooseNone, extend, keepExisting, NOTHING, step, toggle } from "./selection";

const ids = ["a", "b", "c", "d", "e"];
const chosen = (selection: { chosen: ReadonlySet<string> }) => [...selection.chosen].sort().join("");

describe("selection", () => {
  it("a click chooses one row and forgets the others", () => {
    expect(choose("b")).toEqual({ chosen: new Set(["b"]), active: "b", anchor: "b" });
  });

  it("Ctrl-click adds and takes away", () => {
    const two = toggle(choose("a"), "c");
    expect(chosen(two)).toBe("ac");
    expect(chosen(toggle(two, "a"))).toBe("c");
  });

  it("Shift goes from the anchor, in both directions, and swings round it", () => {
    const down = extend(choose("c"), ids, "e");
    expect(chosen(down)).toBe("cde");
    const up = extend(down, ids, "a");
    expect(chosen(up)).toBe("abc");
    expect(up).toMatchObject({ active: "a", anchor: "c" });
  });

  it("Ctrl+Shift keeps what was chosen before", () => {
    expect(chosen(extend(toggle(choose("a"), "d"), ids, "e", true))).toBe("ade");
  });

  it("Shift without an anchor, or with one that is gone, chooses the row alone", () => {
    expect(chosen(extend(NOTHING, ids, "d"))).toBe("d");
    expect(chosen(extend(choose("gone"), ids, "d"))).toBe("d");
  });

  it("all and nothing leave the keyboard where it stands", () => {
    const all = chooseAll(choose("b"), ids);
    expect(chosen(all)).toBe("abcde");
    expect(chooseNone(all)).toEqual({ chosen: new Set(), active: "b", anchor: "b" });
  });

  it("forgets rows that are gone, and stays the same value when none is", () => {
    const before = toggle(choose("a"), "e");
    expect(chosen(keepExisting(before, new Set(["a", "b"])))).toBe("a");
    expect(keepExisting(before, new Set(["a", "b"])).active).toBeNull();
    expect(keepExisting(before, new Set(ids))).toBe(before);
  });
});

describe("step", () => {
  it.each([
    ["c", "down", "d"],
    ["c", "up", "b"],
    ["a", "up", "a"],
    ["e", "down", "e"],
    ["a", "page-down", "d"],
    ["e", "page-up", "b"],
    ["d", "page-down", "e"],
    ["c", "first", "a"],
    ["c", "last", "e"],
    [null, "down", "a"],
    [null, "last", "e"],
    ["gone", "down", "a"],
  ] as const)("from %s %s leads to %s", (from, move, to) => {
    expect(step(ids, from, move, 3)).toBe(to);
  });

  it("leads nowhere in an empty list", () => expect(step([], null, "down", 3)).toBeNull());
});
