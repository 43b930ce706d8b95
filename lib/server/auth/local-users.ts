import "server-only";
import { createHash } from "node:crypto";
import { config } from "../config";
import type { LocalUser } from "../config/types";
import { stateAdministrator } from "./state-administrator";

/** The local user with this id, as the configuration has it now. */
export async function findLocalUser(id: string): Promise<LocalUser | null> {
  const user = config().users.find((candidate) => candidate.id === id);
  if (user) return user;
  const administrator = await stateAdministrator();
  return administrator?.id === id ? administrator : null;
}

/** The local user whom a person means who types an id or an e-mail address. */
export async function findLocalUserByName(name: string): Promise<LocalUser | null> {
  const email = name.toLowerCase();
  return (
    (await findLocalUser(name)) ??
    config().users.find((user) => user.email !== null && user.email === email) ??
    null
  );
}

/** Stands for a password in a session's token; changes when the password does. */
export function passwordStamp(user: LocalUser): string {
  return createHash("sha256").update(user.passwordHash).digest("base64url").slice(0, 22);
}
