import "server-only";
import { hkdfSync } from "node:crypto";
import { config } from "../config";

/** A key of 32 bytes for one purpose only, derived from the auth secret: what one key sealed, no other opens. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", config().authSecret, "", `cooper/${purpose}`, 32));
}
