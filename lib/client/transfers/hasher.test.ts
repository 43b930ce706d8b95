import { createCRC64, md5 } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { createPieceHasher, NVME, type Piece } from "./hash-pieces";
import type { Hashed } from "./hash-worker";
import { createHasher, type HashWorker } from "./hasher";

describe("a piece", () => {
  it("hashes to the same in slices as in one", async () => {
    const hash = await createPieceHasher();
    const crc = await createCRC64(NVME);
    for (const size of [0, 1, 4 * 1024 * 1024, 9 * 1024 * 1024 + 7]) {
      const bytes = new Uint8Array(size).map((_, at) => (at * 7919) >> 3);
      const digest = await hash({ blob: new Blob([bytes]), md5: true });
      expect(digest.crc).toBe(BigInt(`0x${crc.init().update(bytes).digest("hex")}`));
      expect(digest.md5).toBe(await md5(bytes));
    }
    expect((await hash({ blob: new Blob(["x"]), md5: false })).md5).toBeNull();
  });

  it("answers its bytes where they were asked for and are few", async () => {
    const hash = await createPieceHasher();
    const bytesOf = async (blob: Blob) => (await hash({ blob, md5: false, bytes: true })).bytes;
    expect(new TextDecoder().decode(await bytesOf(new Blob(["some bytes"])))).toBe("some bytes");
    expect((await bytesOf(new Blob([])))?.byteLength).toBe(0);
    expect(await bytesOf(new Blob([new Uint8Array(5 * 1024 * 1024)]))).toBeUndefined();
    expect((await hash({ blob: new Blob(["x"]), md5: false })).bytes).toBeUndefined();
  });
});

function fakeWorkers(answer: (pieces: Piece[]) => Hashed[] | "dies") {
  const opened: HashWorker[] = [];
  const messages: Piece[][] = [];
  const open = (): HashWorker => {
    const worker: HashWorker = {
      onmessage: null,
      onerror: null,
      terminate: () => undefined,
      postMessage(pieces: Piece[]) {
        messages.push(pieces);
        const result = answer(pieces);
        setTimeout(() => {
          if (result === "dies") worker.onerror?.call(worker as Worker, new Event("error") as ErrorEvent);
          else worker.onmessage?.call(worker as Worker, { data: result } as MessageEvent);
        }, 0);
      },
    };
    opened.push(worker);
    return worker;
  };
  return { open, opened, messages };
}

const fine = (pieces: Piece[]): Hashed[] => pieces.map(({ blob }) => ({ crc: BigInt(blob.size), md5: null }));
const blob = (size: number) => ({ size }) as Blob;

describe("the workers", () => {
  it("take many small files in one message each, and answer each its own", async () => {
    const { open, opened, messages } = fakeWorkers(fine);
    const hasher = createHasher(8, open);
    const digests = await Promise.all(
      Array.from({ length: 1000 }, (_, size) => hasher.digest(blob(size), { md5: false })),
    );
    expect(digests.map(({ crc }) => Number(crc))).toEqual(digests.map((_, at) => at));
    expect(messages.length).toBe(16);
    expect(opened).toHaveLength(2);
  });

  it("take large parts one at a time, and no more workers than cores", async () => {
    const { open, opened, messages } = fakeWorkers(fine);
    const hasher = createHasher(1, open);
    await Promise.all([1, 2, 3].map(() => hasher.digest(blob(64 * 1024 * 1024), { md5: false })));
    expect(messages.map((pieces) => pieces.length)).toEqual([1, 1, 1]);
    expect(opened).toHaveLength(1);
  });

  it("that die or cannot be had fail only what they had", async () => {
    let dies = true;
    const { open } = fakeWorkers((pieces) => {
      if (!dies) return fine(pieces);
      dies = false;
      return "dies";
    });
    const hasher = createHasher(1, open);
    await expect(hasher.digest(blob(1), { md5: false })).rejects.toThrow("broke down");
    await expect(hasher.digest(blob(1), { md5: false })).resolves.toMatchObject({ crc: 1n });
    const none = createHasher(1, () => {
      throw new Error("no");
    });
    await expect(none.digest(blob(1), { md5: false })).rejects.toThrow("no worker");
  });

  it("tell of a file that cannot be read", async () => {
    const { open } = fakeWorkers((pieces) => pieces.map(() => ({ error: "NotReadableError: gone" })));
    await expect(createHasher(2, open).digest(blob(1), { md5: false })).rejects.toThrow("NotReadableError");
  });
});
