import { describe, expect, test } from "vitest";
import { S3Error } from "./errors";
import { parseRange } from "./ranges";

describe("parseRange", () => {
  test.each([
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=5-", { start: 5, end: 9 }],
    ["bytes=5-99", { start: 5, end: 9 }],
    ["bytes=-4", { start: 6, end: 9 }],
    ["bytes=-40", { start: 0, end: 9 }],
  ])("%s of ten bytes", (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  test.each([undefined, "", "bytes=-", "bytes=4-2", "bytes=1-2,4-5", "bytes 1-2", "items=1-2", "bytes=1-x"])(
    "%s means the whole object",
    (header) => {
      expect(parseRange(header, 10)).toBeNull();
    },
  );

  test.each([
    ["bytes=10-", 10],
    ["bytes=-0", 10],
    ["bytes=0-", 0],
    ["bytes=-5", 0],
  ])("%s of %d bytes lies outside", (header, size) => {
    expect(() => parseRange(header, size)).toThrow(S3Error);
  });
});
