import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import type { Load } from "./contestant";

const MIB = 1024 * 1024;

/** One file of bytes that nothing can compress. */
export function largeFile(folder: string, mib: number): Load {
  const directory = path.join(folder, `large-${mib}`);
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "large.bin");
  const descriptor = openSync(file, "w");
  const block = randomBytes(MIB);
  for (let index = 0; index < mib; index++) {
    // Each block its own, so that a store that keeps equal blocks once gains nothing.
    createHash("sha256").update(block).update(String(index)).digest().copy(block);
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
  return { name: `1 file of ${mib} MiB`, folder: directory, files: [file], bytes: mib * MIB };
}

export function smallFiles(folder: string, count: number): Load {
  const directory = path.join(folder, `small-${count}`);
  mkdirSync(directory, { recursive: true });
  const files = Array.from({ length: count }, (_, index) => {
    const file = path.join(directory, `${String(index).padStart(5, "0")}.bin`);
    writeFileSync(file, randomBytes(4096));
    return file;
  });
  return { name: `${count} files of 4 KiB`, folder: directory, files, bytes: count * 4096 };
}
