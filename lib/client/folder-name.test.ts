import { describe, expect, it } from "vitest";
import { folderNameProblem, folderPrefix } from "./folder-name";

describe("folderNameProblem", () => {
  it.each(["reports", "a/b", "a/b/", " leading", "...", ".hidden", "50%", "文件"])("allows %j", (name) => {
    expect(folderNameProblem("x/", name)).toBeNull();
  });

  it.each([
    ["", "Give the folder a name"],
    ["/", "Give the folder a name"],
    [".", "cannot be folder names"],
    ["a/../b", "cannot be folder names"],
    ["/a", "cannot be empty"],
    ["a//b", "cannot be empty"],
    ["\ud800", "well-formed"],
  ])("refuses %j with a reason", (name, reason) => {
    expect(folderNameProblem("x/", name)).toContain(reason);
  });

  it("counts the bytes of the whole prefix, the slash included", () => {
    expect(folderNameProblem("x/", "é".repeat(511))).toContain("1024 bytes");
    expect(folderNameProblem("x/", `${"é".repeat(510)}a`)).toBeNull();
    expect(folderNameProblem("x/", "a".repeat(1021))).toBeNull();
  });
});

describe("folderPrefix", () => {
  it("ends in one slash", () => {
    expect(folderPrefix("a/", "b")).toBe("a/b/");
    expect(folderPrefix("a/", "b/")).toBe("a/b/");
  });
});
