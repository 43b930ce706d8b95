import { createHash } from "node:crypto";

/** A number from 0 up to 1 that depends on nothing but what is given. */
export function chance(...of: readonly (string | number)[]): number {
  const digest = createHash("sha256").update(JSON.stringify(of)).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
