import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { Actor } from "../access/actor";
import { config } from "../config";

/** The actor of an API token of cooper.yaml. All hashes are compared, each in constant time. */
export function tokenActor(token: string): Actor | null {
  const digest = createHash("sha256").update(token).digest();
  let found: Actor | null = null;
  for (const { id, sha256, groups } of config().tokens) {
    if (!timingSafeEqual(digest, Buffer.from(sha256, "hex"))) continue;
    found = { id: `token:${id}`, name: id, email: null, groups, kind: "token" };
  }
  return found && !config().disabled.includes(found.id) ? found : null;
}
