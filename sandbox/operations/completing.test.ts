import { describe, expect, test } from "vitest";
import { MAX_OBJECT, MAX_PART, MAX_PARTS } from "../limits";
import type { UploadRecord } from "../store/uploads";
import { chooseParts } from "./completing";

/** An upload whose parts have sizes and no bytes. */
function uploadOf(sizes: readonly number[]): UploadRecord {
  const parts = sizes.map((size, at) => ({
    number: at + 1,
    size,
    etag: "0".repeat(32),
    modified: 0,
    segment: { blob: `blob-${at}`, size },
    checksum: null,
  }));
  return {
    id: "id",
    key: "key",
    initiated: 0,
    target: { headers: {}, metadata: {}, storageClass: "STANDARD" },
    checksumName: null,
    checksumType: null,
    parts: new Map(parts.map((part) => [part.number, part])),
  };
}

function choose(sizes: readonly number[]) {
  const upload = uploadOf(sizes);
  const named = sizes.map((_, at) => ({ number: at + 1, etag: "0".repeat(32), checksums: new Map() }));
  return chooseParts(upload, named);
}

const LARGEST = Array.from({ length: MAX_PARTS }, () => MAX_PART);

describe("the size of an object from parts", () => {
  test("48.8 TiB is the most, and not one byte more", () => {
    expect(MAX_OBJECT / 1024 ** 4).toBeCloseTo(48.8, 1);
    expect(choose(LARGEST)).toHaveLength(MAX_PARTS);
    expect(() => choose([...LARGEST.slice(1), MAX_PART + 1])).toThrow(
      expect.objectContaining({
        code: "EntityTooLarge",
        status: 400,
        details: { ProposedSize: MAX_OBJECT + 1, MaxSizeAllowed: MAX_OBJECT },
      }),
    );
  });

  test("a part below 5 MiB is only good as the last", () => {
    expect(choose([5 * 1024 ** 2, 0])).toHaveLength(2);
    expect(() => choose([5 * 1024 ** 2 - 1, 1])).toThrow(expect.objectContaining({ code: "EntityTooSmall" }));
  });
});
