import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { seededRandom } from "../demo/random";
import { MAX_OBJECT } from "../limits";
import { computedBytes } from "./computed-bytes";

const NAME = "0123456789abcdef0123456789abcdef";
const MIB = 1024 ** 2;

function bytes(name: string, start: number, end: number): Buffer {
  return Buffer.concat([...computedBytes(name, start, end)]);
}

test("any range holds exactly the bytes that the whole has there", () => {
  const whole = bytes(NAME, 0, 3 * MIB - 1);
  expect(whole).toHaveLength(3 * MIB);
  const random = seededRandom(1);
  const edges = [0, 1, 4095, 4096, 4097, 262_143, 262_144, MIB - 1, MIB, MIB + 1, 3 * MIB - 1];
  const starts = [...edges, ...Array.from({ length: 60 }, () => Math.floor(random() * 3 * MIB))];
  for (const start of starts) {
    const end = Math.min(start + Math.floor(random() * MIB), 3 * MIB - 1);
    expect(bytes(NAME, start, end).equals(whole.subarray(start, end + 1))).toBe(true);
    expect(bytes(NAME, start, start).equals(whole.subarray(start, start + 1))).toBe(true);
  }
  expect(bytes(NAME, 0, -1)).toHaveLength(0);
});

test("no page is like another, in one object or in two, so that a piece in the wrong place is noticed", () => {
  const pages = new Set<string>();
  const add = (data: Buffer) => {
    for (let at = 0; at < data.length; at += 4096)
      pages.add(
        createHash("md5")
          .update(data.subarray(at, at + 4096))
          .digest("hex"),
      );
  };
  add(bytes(NAME, 0, 4 * MIB - 1));
  add(bytes(NAME.replace("0", "1"), 0, 4 * MIB - 1));
  // The pattern repeats; the stamps do not, not even 48 TiB further on.
  add(bytes(NAME, MAX_OBJECT - MIB, MAX_OBJECT - 1));
  expect(pages.size).toBe((9 * MIB) / 4096);
});

test("the bytes are the same on every machine and in every version", () => {
  const hash = createHash("sha256")
    .update(bytes(NAME, 0, MIB - 1))
    .digest("hex");
  expect(hash).toBe("577de165c1f8c83445cb34bdd33d50c0fc682a809ea77e3eed5848dac834d8b4");
});
