import { describe, expect, it } from "vitest";
import { nameParts, visibleName } from "./visible-name";

describe("visibleName", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["Ünïcødé 文件 ملف.txt", "Ünïcødé 文件 ملف.txt"],
    ["a\nb", "a[U+000A]b"],
    ["\u0000", "[U+0000]"],
    ["exe.\u202efdp", "exe.[U+202E]fdp"],
    ["zero\u200bwidth", "zero[U+200B]width"],
    ["tag\u{e0041}", "tag[U+E0041]"],
    ["no\u00a0break", "no[U+00A0]break"],
    ["half\ud800", "half[U+D800]"],
    ["two  spaces", "two  spaces"],
    [" a ", "[U+0020]a[U+0020]"],
    ["a /", "a[U+0020]/"],
    [" ", "[U+0020]"],
    ["a / b", "a / b"],
  ])("shows %j as %j", (name, shown) => {
    expect(visibleName(name)).toBe(shown);
  });

  it("leaves an emoji of several parts whole, but shows a joiner among letters", () => {
    expect(visibleName("👩‍🚀.png")).toBe("👩‍🚀.png");
    expect(visibleName("a\u200db")).toBe("a[U+200D]b");
  });

  it("tells the two kinds of parts apart", () => {
    expect(nameParts("a\tb")).toEqual([
      { text: "a", hidden: false },
      { text: "U+0009", hidden: true },
      { text: "b", hidden: false },
    ]);
  });
});
