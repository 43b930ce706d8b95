import { expect, test } from "vitest";
import {
  hasDotSegment,
  isBucketName,
  isXmlSafe,
  keyProblem,
  lastSegment,
  parentPrefix,
  prefixTrail,
} from "./keys";

test.each([
  "..",
  ".",
  "",
  "a/b",
  "B_UP",
  "UPPER",
  "xn--a",
  "127.0.0.1",
  "a\r\nb",
  "a".repeat(64),
  "ab",
  "a..b",
  "-ab",
  "ab-",
  "b?x",
  "b%2f",
])("%j is no bucket name", (name) => expect(isBucketName(name)).toBe(false));

test.each(["abc", "my.bucket-1", "0aa", "a".repeat(63), "1.2.3.4.5"])("%s is a bucket name", (name) =>
  expect(isBucketName(name)).toBe(true),
);

test("a key has 1 to 1,024 bytes of well-formed Unicode", () => {
  expect(keyProblem("")).not.toBeNull();
  expect(keyProblem("x".repeat(1024))).toBeNull();
  expect(keyProblem("x".repeat(1025))).toContain("1025");
  expect(keyProblem("é".repeat(512))).toBeNull();
  expect(keyProblem("é".repeat(513))).not.toBeNull();
  expect(keyProblem("a\ud800b")).not.toBeNull();
  expect(keyProblem("a\u0000b")).toBeNull();
});

test.each([
  ["a/b/", "a/", "b/"],
  ["a/b", "a/", "b"],
  ["a/", "", "a/"],
  ["a", "", "a"],
  ["/", "", "/"],
  ["//", "/", "/"],
  ["a//", "a/", "/"],
  ["a//b", "a//", "b"],
  ["", "", ""],
])("%j stands in %j as %j", (key, parent, name) => {
  expect(parentPrefix(key)).toBe(parent);
  expect(lastSegment(key)).toBe(name);
});

test("a trail names each prefix on the way down, empty segments too", () => {
  expect(prefixTrail("a//b/")).toEqual(["a/", "a//", "a//b/"]);
  expect(prefixTrail("")).toEqual([]);
});

test("dot segments are whole segments", () => {
  for (const key of [".", "..", "../x", "a/../b", "a/./b", "a/.."])
    expect(hasDotSegment(key), key).toBe(true);
  for (const key of ["...", ".x", "a..b", "a/.b/c", "%2e%2e/x"]) expect(hasDotSegment(key), key).toBe(false);
});

test("XML carries tab and newline, but no other control character", () => {
  expect(isXmlSafe("a\tb\nc\u{1f600}\u0085")).toBe(true);
  for (const key of ["\u0000", "\u0001", "\u000b", "\r", "\u001f", "\ufffe", "\uffff"]) {
    expect(isXmlSafe(`a${key}b`), JSON.stringify(key)).toBe(false);
  }
});
