import "server-only";
import { hkdfSync } from "node:crypto";
import { config } from "../config";

let secret: string | null = null;
/** Purposes are a handful of constants. */
const keys = new Map<string, Buffer>();

/** A key of 32 bytes for one purpose only, derived from the auth secret: what one key sealed, no other opens. */
export function derivedKey(purpose: string): Buffer {
  const { authSecret } = config();
  if (secret !== authSecret) {
    secret = authSecret;
    keys.clear();
  }
  const known = keys.get(purpose);
  if (known) return known;
  const key = Buffer.from(hkdfSync("sha256", authSecret, "", `cooper/${purpose}`, 32));
  keys.set(purpose, key);
  return key;
}
