import { createCRC32, createCRC64, createMD5 } from "hash-wasm";
import { NVME } from "@/lib/client/transfers/hash-pieces";

/** A running checksum that can be begun anew. */
export type Checksum = {
  reset(): void;
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
  /** The first 32 bits as a number: all of a CRC-32. */
  number(): number;
};

export type ChecksumName = "CRC32" | "CRC64NVME" | "MD5";

/** Each in its own instance: several run at the same time. */
export async function createChecksum(name: ChecksumName): Promise<Checksum> {
  const hasher = await MAKERS[name]();
  hasher.init();
  const digest = () => hasher.digest("binary");
  return {
    reset: () => void hasher.init(),
    update: (bytes) => void hasher.update(bytes),
    digest,
    number() {
      const bytes = digest();
      return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    },
  };
}

const MAKERS = {
  CRC32: () => createCRC32(),
  CRC64NVME: () => createCRC64(NVME),
  MD5: createMD5,
};
