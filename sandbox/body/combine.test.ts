import { describe, expect, test } from "vitest";
import { seededRandom } from "../demo/random";
import { startDigest } from "./checksums";
import { type CrcName, combineCrcs, isCrcName } from "./combine";

const NAMES: readonly CrcName[] = ["crc32", "crc32c", "crc64nvme"];

function directly(name: CrcName, data: Uint8Array): string {
  const running = startDigest(name);
  running.update(data);
  return running.digest();
}

/** One bit at a time, as the definition of a reflected CRC has it. */
function byDefinition(data: Uint8Array, poly: bigint, bits: number): string {
  const ones = (1n << BigInt(bits)) - 1n;
  let crc = ones;
  for (const byte of data) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ poly : crc >> 1n;
  }
  return Buffer.from((crc ^ ones).toString(16).padStart(bits / 4, "0"), "hex").toString("base64");
}

function randomBytes(random: () => number, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

describe("CRCs", () => {
  test.each([
    ["crc32", 0xedb88320n, 32],
    ["crc32c", 0x82f63b78n, 32],
    ["crc64nvme", 0x9a6c9329ac4bc9b5n, 64],
  ] as const)("%s is what its definition says, at every length and offset", (name, poly, bits) => {
    const bytes = randomBytes(seededRandom(1), 80);
    for (let start = 0; start < 9; start++)
      for (let end = start; end <= 80; end++) {
        const part = bytes.subarray(start, end);
        expect(directly(name, part)).toBe(byDefinition(part, poly, bits));
      }
  });

  test.each(NAMES)("%s of a whole comes from those of its pieces, empty ones among them", (name) => {
    const random = seededRandom(2);
    for (let run = 0; run < 60; run++) {
      const whole = randomBytes(random, Math.floor(random() * 3000));
      const cuts = Array.from({ length: Math.floor(random() * 9) }, () =>
        Math.floor(random() * whole.length),
      );
      const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
      if (run % 3 === 0) edges.push(whole.length);
      const pieces = edges.slice(1).map((end, at) => whole.subarray(edges[at], end));
      const known = pieces.map((piece) => ({ value: directly(name, piece), size: piece.length }));
      expect(combineCrcs(name, known)).toBe(directly(name, whole));
    }
    expect(combineCrcs(name, [])).toBe(directly(name, Buffer.alloc(0)));
  });

  test.each(NAMES)("%s of pieces in another order is another", (name) => {
    const [a, b] = [Buffer.from("first"), Buffer.from("second")];
    const piecesOf = (...pieces: Buffer[]) =>
      pieces.map((piece) => ({ value: directly(name, piece), size: piece.length }));
    expect(combineCrcs(name, piecesOf(b, a))).not.toBe(combineCrcs(name, piecesOf(a, b)));
  });

  test("sizes beyond 32 bits count", () => {
    const zeros = Buffer.alloc(1024 ** 2);
    let [value, size] = [directly("crc64nvme", zeros), zeros.length];
    for (; size < 2 ** 34; size *= 2)
      value = combineCrcs("crc64nvme", [
        { value, size },
        { value, size },
      ]);
    const head = { value: directly("crc64nvme", Buffer.from("head")), size: 4 };
    const tail = { value: directly("crc64nvme", Buffer.from("x")), size: 1 };
    const rest = { value: combineCrcs("crc64nvme", [{ value, size }, tail]), size: size + 1 };
    // Shifting by 2^34 bytes and by one more must agree with shifting by their sum.
    expect(combineCrcs("crc64nvme", [head, rest])).toBe(
      combineCrcs("crc64nvme", [head, { value, size }, tail]),
    );
    expect(rest.value).not.toBe(
      combineCrcs("crc64nvme", [
        { value, size },
        { ...tail, size: 0 },
      ]),
    );
    // 10,000 parts of one size: the work must not grow with the bytes.
    const parts = Array.from({ length: 10_000 }, () => ({ value, size: 5 * 1024 ** 3 }));
    expect(combineCrcs("crc64nvme", parts)).toHaveLength(12);
  });

  test("only CRCs can be combined", () => {
    expect(
      ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"].filter((name) => isCrcName(name as "sha1")),
    ).toEqual(NAMES);
  });
});
