import { createHash, randomBytes } from "node:crypto";
import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";

export const MiB = 1024 * 1024;

/** Writes a file of random bytes, with the folders above it; answers its SHA-256. */
export function fill(file: string, size: number): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const hash = createHash("sha256");
  const handle = openSync(file, "w");
  for (let left = size; left > 0; left -= MiB) {
    const chunk = randomBytes(Math.min(left, MiB));
    hash.update(chunk);
    writeSync(handle, chunk);
  }
  closeSync(handle);
  return hash.digest("hex");
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
