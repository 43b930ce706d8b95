import { describe, expect, it } from "vitest";
import { localPath } from "./local-path";

describe("a path to come back to", () => {
  it.each(["/", "/c/prod", "/c/prod/my.bucket?prefix=a%2F%2Fb%2F", "/a?next=//evil.example#x"])(
    "keeps %s",
    (path) => {
      expect(localPath(path)).toBe(path);
    },
  );

  it.each([
    "",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "https:evil.example",
    "https://evil.example",
    "http://cooper.invalid.evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "c/prod",
    "@evil.example",
  ])("makes / of %j", (value) => {
    expect(localPath(value)).toBe("/");
  });

  it("makes / of nothing", () => {
    expect(localPath(null)).toBe("/");
    expect(localPath(undefined)).toBe("/");
  });
});
