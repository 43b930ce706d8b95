import "server-only";
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StateConfig } from "./types";

/** The secret kept beside the state of one machine, made at the first start; of several that start at once one wins. */
export function keepAuthSecret(state: StateConfig): string {
  if (state.kind !== "file") throw new Error("Only file: state keeps a secret of its own.");
  mkdirSync(state.path, { recursive: true, mode: 0o700 });
  const path = join(/* turbopackIgnore: true */ state.path, "auth-secret");
  const temporary = `${path}.${randomBytes(8).toString("hex")}`;
  writeFileSync(temporary, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    unlinkSync(temporary);
  }
  const secret = readFileSync(path, "utf8").trim();
  if (secret.length < 32)
    throw new Error(`${path} is not a secret of Cooper's: delete it to have a new one made.`);
  return secret;
}
