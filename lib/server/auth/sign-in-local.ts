import "server-only";
import { AppError } from "@/lib/errors";
import { config } from "../config";
import { log } from "../log";
import { findLocalUserByName, passwordStamp } from "./local-users";
import { verifyPassword } from "./password";
import type { SessionClaims } from "./session-token";
import { chargeAddress, chargeName, chargeUser, forgive } from "./sign-in-limits";

export type Identity = Omit<SessionClaims, "sid" | "signedInAt">;

/** The identity of a local user who gave the right password; throws what the person may know of why not. */
export async function signInLocal(name: string, password: string, address: string): Promise<Identity> {
  await chargeAddress(address);
  await chargeName(address, name);
  const user = await findLocalUserByName(name);
  const isFree = user === null || (await chargeUser(address, user.id));
  // Whatever was found, a password is verified: the time that it takes tells nothing.
  const fits = await verifyPassword(isFree && user ? user.passwordHash : null, password);
  const id = user && `local:${user.id}`;
  if (!user || !id || !fits || config().disabled.includes(id)) {
    log.warn({ event: "auth.refused", provider: "local", user: id ?? "unknown", address, tooMany: !isFree });
    throw new AppError("unauthenticated", "User or password is wrong.");
  }
  await forgive(address, name, user.id);
  // Name, e-mail and groups are read from the configuration at each request.
  return {
    sub: id,
    provider: "local",
    name: user.name,
    email: null,
    groups: [],
    admittedBy: [],
    password: passwordStamp(user),
  };
}
