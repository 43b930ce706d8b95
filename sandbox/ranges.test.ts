import { describe, expect, test } from "vitest";
import { S3Error } from "./errors";
import { parseCopyRange, parseRange } from "./ranges";

describe("parseRange", () => {
  test.each([
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=5-", { start: 5, end: 9 }],
    ["bytes=5-99", { start: 5, end: 9 }],
    ["bytes=-4", { start: 6, end: 9 }],
    ["bytes=-40", { start: 0, end: 9 }],
    ["bytes=00-01", { start: 0, end: 1 }],
    ["bytes=9-99999999999999999999999", { start: 9, end: 9 }],
    ["bytes=-99999999999999999999999", { start: 0, end: 9 }],
  ])("%s of ten bytes", (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  test.each([
    undefined,
    "",
    "bytes=-",
    "bytes=4-2",
    "bytes=1-2,4-5",
    "bytes 1-2",
    "items=1-2",
    "bytes=1-x",
    "bytes= 1-2",
    "bytes=1 -2",
    "bytes=--1",
    "bytes=1--2",
  ])("%s means the whole object", (header) => {
    expect(parseRange(header, 10)).toBeNull();
  });

  test.each([
    ["bytes=10-", 10],
    ["bytes=-0", 10],
    ["bytes=99999999999999999999999-", 10],
    ["bytes=0-", 0],
    ["bytes=0-0", 0],
    ["bytes=-0", 0],
  ])("%s of %d bytes lies outside", (header, size) => {
    expect(() => parseRange(header, size)).toThrow(S3Error);
  });

  test("the end of an empty object is all of it", () => {
    expect(parseRange("bytes=-5", 0)).toBeNull();
  });
});

describe("parseCopyRange", () => {
  test("both ends count", () => {
    expect(parseCopyRange("bytes=0-9", 10)).toEqual({ start: 0, end: 9 });
  });

  test.each(["0-8", "bytes=1-0", "bytes=1-", "bytes=-2", "bytes=0-1,3-4", "bytes=0--1", "bytes=0-10"])(
    "%s of ten bytes is InvalidArgument",
    (text) => {
      expect(() => parseCopyRange(text, 10)).toThrow(expect.objectContaining({ code: "InvalidArgument" }));
    },
  );

  test("a range that begins behind the end is InvalidRequest", () => {
    expect(() => parseCopyRange("bytes=10-20", 10)).toThrow(
      expect.objectContaining({ code: "InvalidRequest" }),
    );
  });
});
