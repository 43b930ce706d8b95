import "server-only";
import { randomUUID } from "node:crypto";
import type { AuthOptions } from "next-auth";
import { config } from "../config";
import { log } from "../log";
import { derivedKey } from "./derived-key";
import { localPath } from "./local-path";
import { localProvider, oidcProvider } from "./next-auth-providers";
import { admit } from "./oidc-profile";
import { ABSOLUTE_SECONDS, cookieName, cookieOptions, IDLE_SECONDS, isSecure } from "./session-cookie";
import { type SessionClaims, sessionSecret } from "./session-token";
import type { Identity } from "./sign-in-local";

/** next-auth as Cooper uses it, for one request: the configuration may be another at the next. */
export function nextAuthOptions(address: string, onError: (error: unknown) => void): AuthOptions {
  const { oidc } = config();
  const cookie = (name: Parameters<typeof cookieName>[0], maxAge?: number) => ({
    name: cookieName(name),
    options: { ...cookieOptions(), ...(maxAge === undefined ? {} : { maxAge }) },
  });
  return {
    secret: derivedKey("next-auth").toString("base64url"),
    jwt: { secret: sessionSecret(), maxAge: IDLE_SECONDS },
    session: { strategy: "jwt", maxAge: Math.min(IDLE_SECONDS, ABSOLUTE_SECONDS) },
    useSecureCookies: isSecure(),
    cookies: {
      sessionToken: cookie("session"),
      callbackUrl: cookie("callback-url"),
      csrfToken: cookie("csrf"),
      pkceCodeVerifier: cookie("pkce", 900),
      state: cookie("state", 900),
      nonce: cookie("nonce", 900),
    },
    pages: { signIn: "/signin", error: "/signin" },
    providers: [localProvider(address, onError), ...oidc.map(oidcProvider)],
    callbacks: {
      redirect: ({ url, baseUrl }) =>
        localPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url),
      signIn: ({ user, account, profile }) => isAdmitted(user.id, account?.provider, profile),
      jwt: ({ user, account, profile }) => ({ ...toClaims(user, account?.provider, profile) }),
    },
    logger: {
      error: (code, metadata) => log.warn({ event: "auth.error", code, reason: reasonOf(metadata) }),
      warn: (code) => log.debug({ event: "auth.warning", code }),
      debug: () => undefined,
    },
  };
}

function isAdmitted(userId: string, providerId: string | undefined, profile: unknown): boolean {
  if (providerId === "credentials") return true;
  const provider = config().oidc.find(({ id }) => id === providerId);
  const sub = `${providerId}:${userId}`;
  const isIn =
    provider !== undefined &&
    admit(profile, provider, config().grants) !== null &&
    !config().disabled.includes(sub);
  if (!isIn) log.warn({ event: "auth.refused", provider: providerId, user: sub });
  return isIn;
}

function toClaims(user: object, providerId: string | undefined, profile: unknown): SessionClaims {
  const session = { sid: randomUUID(), signedInAt: Math.floor(Date.now() / 1000) };
  const identity = providerId === "credentials" ? localIdentity(user) : oidcIdentity(providerId, profile);
  log.info({ event: "auth.signed-in", provider: identity.provider, user: identity.sub });
  return { ...identity, ...session };
}

function localIdentity(user: object): Identity {
  const { sub, provider, name, email, groups, admittedBy, password } = user as Identity;
  return { sub, provider, name, email, groups, admittedBy, password };
}

function oidcIdentity(providerId: string | undefined, profile: unknown): Identity {
  const provider = config().oidc.find(({ id }) => id === providerId);
  const admitted = provider && admit(profile, provider, config().grants);
  if (!admitted) throw new Error("A user who was not let in got as far as a session.");
  const { sub, ...person } = admitted;
  return { sub: `${provider.id}:${sub}`, provider: provider.id, ...person, password: null };
}

function reasonOf(metadata: unknown): string {
  const error: unknown =
    typeof metadata === "object" && metadata !== null && "error" in metadata ? metadata.error : metadata;
  return error instanceof Error ? error.message : "unknown";
}
