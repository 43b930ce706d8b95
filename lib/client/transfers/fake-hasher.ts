import type { Hasher } from "./digest";
import { contentOf } from "./fake-file";

/** Some 64 bits of a text, the same for the same. */
function bitsOf(text: string): bigint {
  let bits = 0xcbf29ce484222325n;
  for (const char of text) bits = BigInt.asUintN(64, (bits ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n);
  return bits;
}

/** The CRC and the MD5 that contents have in tests; nothing has the CRC that nothing has. */
export function fakeDigest(content: string, size: number): { crc: bigint; md5: string } {
  const crc = size === 0 ? 0n : bitsOf(content);
  return { crc, md5: (bitsOf(`${content}!`).toString(16) + crc.toString(16)).padStart(32, "0").slice(0, 32) };
}

export function createFakeHasher(): Hasher & { read: string[]; breaks: boolean } {
  const hasher = {
    /** The contents that were read, in order. */
    read: [] as string[],
    breaks: false,
    async digest(blob: Blob, wants: { md5: boolean }) {
      if (hasher.breaks) throw new Error("The worker broke down.");
      const content = contentOf(blob);
      hasher.read.push(content);
      const { crc, md5 } = fakeDigest(content, blob.size);
      return { crc, md5: wants.md5 ? md5 : null };
    },
  };
  return hasher;
}
