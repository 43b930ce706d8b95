import { describe, expect, it } from "vitest";
import type { Entry } from "./entries";
import { folderNameProblem, folderPrefix, nameTakenBy } from "./folder-name";

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

describe("nameTakenBy", () => {
  const object = (key: string): Entry => ({
    kind: "object",
    id: `o:${key}`,
    key,
    name: key,
    object: { key, size: 1, modified: "", etag: "", storageClass: "" },
  });
  const folder = (key: string): Entry => ({ kind: "prefix", id: `p:${key}`, key, name: key });
  const entries = [folder("x/docs/"), object("x/docs"), object("x/report"), folder("x/reports/")];

  it.each([
    ["docs", "folder"],
    ["docs/", "folder"],
    ["report", "file"],
    ["repo", null],
    ["Docs", null],
    ["report/2026", null],
  ])("%j: %s", (name, taken) => {
    expect(nameTakenBy(entries, "x/", name)).toBe(taken);
  });

  it("knows a folder that is listed only by what is in it", () => {
    expect(nameTakenBy([folder("x/a/b/")], "x/", "a")).toBe("folder");
  });
});
