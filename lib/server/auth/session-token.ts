import "server-only";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { derivedKey } from "./derived-key";
import { ABSOLUTE_SECONDS, IDLE_SECONDS } from "./session-cookie";

/** What a session's token holds, and nothing else: no e-mail that was not verified, no group that no grant names. */
export const claimsSchema = z.object({
  /** The actor's id. */
  sub: z.string().min(3),
  sid: z.uuid(),
  /** When the user signed in, in seconds. */
  signedInAt: z.int(),
  /** `local`, or the provider's id. */
  provider: z.string().min(1),
  name: z.string(),
  email: z.string().nullable(),
  groups: z.array(z.string()),
  /** The provider's own names of the allowed groups that let the person in, for when one is no longer allowed. */
  admittedBy: z.array(z.string()),
  /** Changes with a local user's password, so that a new password ends the sessions of the old one. */
  password: z.string().nullable(),
});
const tokenSchema = claimsSchema.extend({ iat: z.int(), exp: z.int() });

export type SessionClaims = z.infer<typeof claimsSchema>;
export type SessionToken = z.infer<typeof tokenSchema>;

/** The secret that seals session tokens; one purpose, so no other token of Cooper's passes for a session. */
export function sessionSecret(): string {
  return derivedKey("session-token").toString("base64url");
}

/** The claims of a token that Cooper sealed and that has died neither of age nor of idleness; else null. */
export async function openSessionToken(token: string): Promise<SessionToken | null> {
  const payload = await decode({ token, secret: sessionSecret() }).catch(() => null);
  const parsed = tokenSchema.safeParse(payload);
  if (!parsed.success) return null;
  const now = Date.now() / 1000;
  const { exp, signedInAt } = parsed.data;
  return now < exp && now < signedInAt + ABSOLUTE_SECONDS ? parsed.data : null;
}

export function sealSessionToken(claims: SessionClaims): Promise<string> {
  return encode({ token: { ...claims }, secret: sessionSecret(), maxAge: IDLE_SECONDS });
}
