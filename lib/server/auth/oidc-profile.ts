import "server-only";
import { z } from "zod";
import type { GrantConfig, OidcProvider } from "../config/types";

const profileSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  // Some providers send it as text.
  email_verified: z.union([z.boolean(), z.literal("true").transform(() => true)]).catch(false),
});

export type AdmittedUser = {
  sub: string;
  name: string;
  email: string | null;
  groups: string[];
  admittedBy: string[];
};

/** As many of the allowed groups that a person is in are remembered: a cookie holds 4 KiB. */
const MAX_ADMITTING_GROUPS = 8;

/** What a provider says of a person whom it lets in; null when the configuration does not. */
export function admit(
  profile: unknown,
  provider: OidcProvider,
  grants: readonly GrantConfig[],
): AdmittedUser | null {
  const parsed = profileSchema.safeParse(profile);
  if (!parsed.success) return null;
  const { sub, name, preferred_username, email_verified } = parsed.data;
  const email =
    email_verified && parsed.data.email !== undefined ? allowedEmail(parsed.data.email, provider) : null;
  const groups = readGroups(profile, provider.groupsClaim);
  const admittedBy = groups
    .filter((group) => provider.allowedGroups.includes(group))
    .slice(0, MAX_ADMITTING_GROUPS);
  if (!mayEnter(provider, email, admittedBy)) return null;
  return {
    sub,
    name: name ?? preferred_username ?? email ?? sub,
    email,
    // Only groups that a grant names: a person may be in hundreds, and a cookie holds 4 KiB.
    groups: groups
      .map((group) => `${provider.id}/${group}`)
      .filter((group) => grants.some((grant) => grant.to === `group:${group}`)),
    admittedBy,
  };
}

/** Whether a provider lets in whoever has this allowed address or is in one of these groups; asked at each request. */
export function mayEnter(provider: OidcProvider, email: string | null, groups: readonly string[]): boolean {
  return (
    provider.allowAnyone || email !== null || groups.some((group) => provider.allowedGroups.includes(group))
  );
}

/**
 * The address in its one form if the provider may speak for it: one `@`, and one of the allowed domains. Without any, a
 * provider speaks for no address at all: whoever runs it could otherwise take the grants of every address there is.
 */
export function allowedEmail(email: string, provider: OidcProvider): string | null {
  // Normalised before it is looked at: `＠` would become a second `@` afterwards.
  const address = email.normalize("NFKC").trim().toLowerCase();
  const domain = /^[^\s@"]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(address)?.[1];
  return domain !== undefined && provider.allowedDomains.includes(domain) ? address : null;
}

function readGroups(profile: unknown, claim: string | undefined): string[] {
  if (claim === undefined || typeof profile !== "object" || profile === null) return [];
  const value: unknown = (profile as Record<string, unknown>)[claim];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
