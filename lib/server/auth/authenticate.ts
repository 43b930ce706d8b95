import "server-only";
import type { Actor } from "../access/actor";
import { inTime } from "../state/in-time";
import { tokenActor } from "./api-tokens";
import { isRevoked } from "./revocations";
import { sessionActor } from "./session-actor";
import { parseCookies, readSessionToken } from "./session-cookie";
import { openSessionToken, type SessionToken } from "./session-token";

export type Authentication = {
  actor: Actor;
  via: "session" | "token";
  sessionId: string | null;
  /** What the session's token says; null for an API token. */
  session: SessionToken | null;
};

/** Who sends this request, by `Authorization: Bearer <API token>` or by session cookie; null when nobody known does. */
export async function authenticate(request: Request): Promise<Authentication | null> {
  const authorization = request.headers.get("authorization");
  // Whoever shows a token wants to be judged by it: a bad one never falls back to the cookie. Other schemes are between
  // the caller and a proxy in front, and say nothing to Cooper.
  if (authorization !== null && /^Bearer(?:\s|$)/i.test(authorization)) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const actor = token === undefined ? null : tokenActor(token);
    return actor && { actor, via: "token", sessionId: null, session: null };
  }
  return authenticateCookies(parseCookies(request.headers.get("cookie")));
}

/** Fails closed when Cooper's state, which it asks more than once, does not answer in time. */
export function authenticateCookies(cookies: ReadonlyMap<string, string>): Promise<Authentication | null> {
  return inTime(findSession(cookies));
}

async function findSession(cookies: ReadonlyMap<string, string>): Promise<Authentication | null> {
  const token = readSessionToken(cookies);
  const session = token === null ? null : await openSessionToken(token);
  if (!session || (await isRevoked(session.sid))) return null;
  const actor = await sessionActor(session);
  return actor && { actor, via: "session", sessionId: session.sid, session };
}
