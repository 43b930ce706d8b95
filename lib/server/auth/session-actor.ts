import "server-only";
import type { Actor } from "../access/actor";
import { config } from "../config";
import { findLocalUser, passwordStamp } from "./local-users";
import { allowedEmail, mayEnter } from "./oidc-profile";
import type { SessionClaims } from "./session-token";

/**
 * Who a session's user is now. Removed or disabled users, removed providers, groups and domains that
 * are no longer let in, and replaced passwords make it nobody; a local user's groups are always those of the configuration.
 */
export async function sessionActor(claims: SessionClaims): Promise<Actor | null> {
  if (config().disabled.includes(claims.sub)) return null;
  const [provider, userId] = splitActorId(claims.sub);
  if (provider !== claims.provider || userId === "") return null;
  return provider === "local" ? localActor(userId, claims) : providerActor(claims);
}

async function localActor(userId: string, claims: SessionClaims): Promise<Actor | null> {
  const user = await findLocalUser(userId);
  if (!user || passwordStamp(user) !== claims.password) return null;
  return { id: claims.sub, name: user.name, email: user.email, groups: user.groups, kind: "user" };
}

function providerActor(claims: SessionClaims): Actor | null {
  const provider = config().oidc.find(({ id }) => id === claims.provider);
  if (!provider) return null;
  const email = claims.email === null ? null : allowedEmail(claims.email, provider);
  if (!mayEnter(provider, email, claims.admittedBy)) return null;
  const groups = claims.groups.filter((group) => group.startsWith(`${provider.id}/`));
  return { id: claims.sub, name: claims.name, email, groups, kind: "user" };
}

function splitActorId(id: string): [provider: string, userId: string] {
  const at = id.indexOf(":");
  return at === -1 ? ["", ""] : [id.slice(0, at), id.slice(at + 1)];
}
