import "server-only";
import { ABSOLUTE_SECONDS, cookieName, cookieOptions, IDLE_SECONDS } from "./session-cookie";
import { claimsSchema, type SessionToken, sealSessionToken } from "./session-token";

/** A cookie is not made anew at each request, only when its token is this old. */
const RENEW_AFTER_SECONDS = 900;
/** A browser keeps 4 KiB a cookie, name and attributes included. */
const PIECE = 3800;

/** The Set-Cookie lines that keep a session in use alive; none while its token is young. */
export async function renewSession(session: SessionToken | null): Promise<string[]> {
  const now = Math.floor(Date.now() / 1000);
  if (!session || now - session.iat < RENEW_AFTER_SECONDS) return [];
  const token = await sealSessionToken(claimsSchema.parse(session));
  const maxAge = Math.min(IDLE_SECONDS, session.signedInAt + ABSOLUTE_SECONDS - now);
  const { secure } = cookieOptions();
  const attributes = `Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const name = cookieName("session");
  if (token.length <= PIECE) return [`${name}=${token}; ${attributes}`];
  const pieces = token.match(new RegExp(`.{1,${PIECE}}`, "g")) ?? [];
  return pieces.map((piece, index) => `${name}.${index}=${piece}; ${attributes}`);
}
