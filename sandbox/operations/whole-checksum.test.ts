import { expect, test } from "vitest";
import { type Checksum, startDigest } from "../body/checksums";
import { Blobs, type Segment } from "../store/blobs";
import { wholeChecksum } from "./whole-checksum";

const PIECES = ["one ", "", "two ", "three"];

function sumOf(name: Checksum["name"], text: string): Checksum {
  const running = startDigest(name);
  running.update(Buffer.from(text));
  return { name, value: running.digest() };
}

/** Remembers what was read; blobs are named by their bytes. */
class RememberingBlobs extends Blobs {
  readonly asked: string[] = [];

  override async *read([segment]: readonly Segment[]): AsyncGenerator<Buffer> {
    this.asked.push(segment?.blob ?? "");
    yield Buffer.from(segment?.blob ?? "");
  }
}

function partsWith(checksumOf: (text: string) => Checksum | null) {
  return PIECES.map((text, at) => ({
    number: at + 1,
    size: text.length,
    etag: "",
    modified: 0,
    segment: { blob: text, size: text.length },
    checksum: checksumOf(text),
  }));
}

test("only parts without this very checksum are read", async () => {
  const whole = sumOf("crc32c", PIECES.join("")).value;
  const check = async (checksumOf: (text: string) => Checksum | null, expected: string[]) => {
    const blobs = new RememberingBlobs("");
    expect(await wholeChecksum("crc32c", partsWith(checksumOf), blobs)).toBe(whole);
    expect(blobs.asked).toEqual(expected);
  };
  await check((text) => sumOf("crc32c", text), []);
  await check(() => null, PIECES);
  await check((text) => sumOf(text === "two " ? "sha256" : "crc32c", text), ["two "]);
});

test("hashes of parts say nothing about the whole", async () => {
  await expect(
    wholeChecksum(
      "sha256",
      partsWith((text) => sumOf("sha256", text)),
      new RememberingBlobs(""),
    ),
  ).rejects.toThrow("cannot be used with the sha256");
});
