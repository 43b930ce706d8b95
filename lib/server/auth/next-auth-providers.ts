import "server-only";
import type { AuthOptions } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { OidcProvider } from "../config/types";
import { signInLocal } from "./sign-in-local";

type Claims = Record<string, unknown>;
type UserinfoHandler = Exclude<OAuthConfig<Claims>["userinfo"], string | undefined>;
type UserinfoCall = Parameters<NonNullable<UserinfoHandler["request"]>>[0];

/** Signs local users in by password. */
export function localProvider(
  address: string,
  onError: (error: unknown) => void,
): AuthOptions["providers"][number] {
  return {
    id: "credentials",
    name: "Password",
    type: "credentials",
    credentials: {},
    async authorize(credentials: Record<string, string> | undefined) {
      try {
        const identity = await signInLocal(credentials?.user ?? "", credentials?.password ?? "", address);
        return { ...identity, id: identity.sub };
      } catch (error) {
        // next-auth keeps an error's text only; the caller wants its kind and the time to wait.
        onError(error);
        return null;
      }
    },
  } as AuthOptions["providers"][number];
}

/** Signs people in at an OpenID provider, by discovery, with PKCE, state and nonce. */
export function oidcProvider(provider: OidcProvider): OAuthConfig<Record<string, unknown>> {
  return {
    id: provider.id,
    name: provider.name,
    type: "oauth",
    wellKnown: `${provider.issuer}/.well-known/openid-configuration`,
    clientId: provider.clientId,
    ...(provider.clientSecret === undefined
      ? { client: { token_endpoint_auth_method: "none" } }
      : { clientSecret: provider.clientSecret }),
    authorization: { params: { scope: provider.scopes } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    httpOptions: { timeout: 10_000 },
    userinfo: { request: (call) => completeProfile(provider, call) },
    profile: (profile) => ({ id: String(profile.sub ?? "") }),
  };
}

/** The ID token's claims; what Cooper needs and they lack is asked of the userinfo endpoint, which cannot overrule them. */
async function completeProfile(provider: OidcProvider, { tokens, client }: UserinfoCall): Promise<Claims> {
  // next-auth's type hides that this is openid-client's own object, whose claims were verified with the ID token.
  const verified = tokens as Exclude<Parameters<typeof client.userinfo>[0], string>;
  const claims = verified.claims();
  const wanted = ["email", ...(provider.groupsClaim === undefined ? [] : [provider.groupsClaim])];
  const isComplete = wanted.every((name) => claims[name] !== undefined);
  if (isComplete || client.issuer.metadata.userinfo_endpoint === undefined) return claims;
  return { ...(await client.userinfo(verified)), ...claims };
}
