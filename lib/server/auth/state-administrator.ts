import "server-only";
import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { z } from "zod";
import { config } from "../config";
import type { LocalUser } from "../config/types";
import { state } from "../state/state";

const ADMIN_ID = "admin";
const NAME = "administrator";
/** How long a password that `reset-admin` replaced may still be taken. */
const POLL_MS = 5000;
const kind = { schema: "administrator/1", body: z.strictObject({ passwordHash: z.string() }) };

type Held = { user: LocalUser | null; readAt: number };

// Each bundle of Next has its own instance of this module.
const KEY = Symbol.for("cooper.administrator");
const shared = globalThis as typeof globalThis & { [KEY]?: Held | undefined };

/** The administrator whose password lives in the state, where the configuration knows no other. */
export async function stateAdministrator(): Promise<LocalUser | null> {
  if (!config().stateAdministrator) return null;
  const held = shared[KEY];
  if (held && performance.now() - held.readAt < POLL_MS) return held.user;
  const readAt = performance.now();
  const document = await state().get(kind, NAME);
  const user = document && toUser(document.body.passwordHash);
  shared[KEY] = { user, readAt };
  return user;
}

/** At the first start: makes the administrator. The password, for the one process that won; null for every other. */
export async function createStateAdministrator(): Promise<{ id: string; password: string } | null> {
  if (!config().stateAdministrator || (await state().get(kind, NAME)) !== null) return null;
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await hash(password);
  const rev = await state().put(kind, NAME, { passwordHash }, "absent");
  return rev === null ? null : { id: ADMIN_ID, password };
}

function toUser(passwordHash: string): LocalUser {
  return { id: ADMIN_ID, name: "Administrator", email: null, passwordHash, groups: [] };
}
