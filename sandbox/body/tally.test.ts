import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { startDigest } from "./checksums";
import { Tally } from "./tally";

const DIGITS = Buffer.from("123456789");

test.each(["crc32c", "crc64nvme"] as const)("many %s run by turns, each over its own bytes", (name) => {
  const alone = (data: Buffer) => {
    const running = startDigest(name);
    running.update(data);
    return running.digest();
  };
  const bytes = [0, 1, 2].map((seed) => Buffer.alloc(50_000, `bytes ${seed} `));
  const expected = bytes.map(alone);
  const abandoned = startDigest(name);
  const running = bytes.map(() => startDigest(name));
  for (let at = 0; at < 50_000; at += 10_000) {
    abandoned.update(DIGITS);
    for (const [place, one] of running.entries())
      one.update(bytes[place]?.subarray(at, at + 10_000) ?? DIGITS);
  }
  expect(running.map((one) => one.digest())).toEqual(expected);
  expect(startDigest(name).digest()).toBe(alone(Buffer.alloc(0)));
  expect(() => running[0]?.digest()).toThrow("once");
});

test("a digest that two ask for is one, and can be had twice", () => {
  const tally = new Tally();
  tally.update(Buffer.alloc(0));
  for (const name of ["md5", "crc64nvme", "md5"] as const) tally.take(name);
  tally.update(DIGITS);
  expect([tally.hex("md5"), tally.hex("md5")]).toEqual(
    Array(2).fill(createHash("md5").update(DIGITS).digest("hex")),
  );
  expect(tally.hex("crc64nvme")).toBe("ae8b14860a799888");
  expect(() => tally.value("sha256")).toThrow("No sha256");
});
