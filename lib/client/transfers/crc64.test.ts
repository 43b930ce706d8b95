import { createCRC64, md5 } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { combine, hexToBase64, hexToBytes, toBase64 } from "./crc64";
import { NVME } from "./hash-pieces";

const hasher = await createCRC64(NVME);
const crcOf = (bytes: Uint8Array) => BigInt(`0x${hasher.init().update(bytes).digest("hex")}`);

describe("the CRC64NVME of a whole", () => {
  it("is that of the check string, as S3 writes it", () => {
    expect(crcOf(new TextEncoder().encode("123456789")).toString(16)).toBe("ae8b14860a799888");
    expect(toBase64(0xae8b14860a799888n)).toBe("rosUhgp5mIg=");
    expect(toBase64(0n)).toBe("AAAAAAAAAAA=");
  });

  it("is put together from its parts, however it is cut", () => {
    for (let round = 0; round < 60; round++) {
      const whole = crypto.getRandomValues(new Uint8Array(Math.floor(Math.random() * 5000)));
      const cuts = Array.from({ length: round % 8 }, () => Math.floor(Math.random() * (whole.length + 1)));
      const edges = [0, ...cuts, whole.length].sort((a, b) => a - b);
      const pieces = edges.slice(1).map((end, at) => {
        const piece = whole.subarray(edges[at], end);
        return { crc: crcOf(piece), size: piece.length };
      });
      expect(combine(pieces)).toBe(crcOf(whole));
    }
  });

  it("is zero for nothing, and for parts of nothing", () => {
    expect(crcOf(new Uint8Array())).toBe(0n);
    expect(combine([])).toBe(0n);
    expect(combine([{ crc: 0n, size: 0 }])).toBe(0n);
    expect(
      combine([
        { crc: 5n, size: 3 },
        { crc: 0n, size: 0 },
      ]),
    ).toBe(5n);
  });

  it("takes parts larger than 4 GiB into account, and ten thousand of them in an instant", () => {
    // Zeros in two pieces or in three are the same zeros.
    const zeros = (size: number) =>
      combine(Array.from({ length: size }, () => ({ crc: crcOf(new Uint8Array(1)), size: 1 })));
    const one = zeros(1024);
    const double = (crc: bigint, size: number) =>
      combine([
        { crc, size },
        { crc, size },
      ]);
    let [crc, size] = [one, 1024];
    for (; size < 8 * 1024 ** 3; size *= 2) crc = double(crc, size);
    const quarter = { crc: 0n, size: size / 4 };
    for (let at = 1024, part = one; at <= size / 4; part = double(part, at), at *= 2) quarter.crc = part;
    expect(combine([quarter, quarter, quarter, quarter])).toBe(crc);
    const began = performance.now();
    combine(Array.from({ length: 10_000 }, () => ({ crc: 0x123456789abcdefn, size: 5 * 1024 ** 3 })));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("a hash in a header", () => {
  it("is base64 of its bytes", async () => {
    const hex = await md5("x");
    expect(hexToBase64(hex)).toBe("ndTkYSaMgDT1yFZOFVxnpg==");
    expect(Buffer.from(hexToBytes(hex)).toString("hex")).toBe(hex);
  });
});
