import "server-only";
import { isIP } from "node:net";
import { z } from "zod";
import { toConnection } from "./connection";
import { fillIn } from "./fill-in";
import type { Mistakes, Path } from "./mistakes";
import { parseEntry, unknownField } from "./parse-entry";
import {
  actorIdSchema,
  connectionSchema,
  grantSchema,
  LISTS,
  oidcSchema,
  tokenSchema,
  userSchema,
} from "./schema";
import type { ApiToken, ConnectionConfig, Environment, GrantConfig, LocalUser, OidcProvider } from "./types";

/** What cooper.yaml says. Where an entry is mistaken its place holds undefined, so that the others keep their index. */
export type FileConfig = {
  connections: (ConnectionConfig | undefined)[];
  users: (LocalUser | undefined)[];
  oidc: (OidcProvider | undefined)[];
  tokens: (ApiToken | undefined)[];
  grants: (GrantConfig | undefined)[];
  disabled: (string | undefined)[];
  trustedProxies: string[];
  /** The raw ids as they were written, also those of mistaken entries. */
  ids: { connections: unknown[]; oidc: unknown[]; users: unknown[]; tokens: unknown[] };
};

export function readFileConfig(raw: unknown, env: Environment, mistakes: Mistakes): FileConfig {
  const data = fillIn(raw, env, mistakes);
  const root = isRecord(data) ? data : {};
  if (!isRecord(data)) mistakes.add([], `must hold fields such as ${LISTS.join(", ")}.`);
  for (const name of Object.keys(root))
    if (!LISTS.some((known) => known === name)) mistakes.add([name], unknownField(name, LISTS));

  const each = <T>(name: (typeof LISTS)[number], schema: z.ZodType<T>) =>
    list(root, name, mistakes).map((item, index) => parseEntry(schema, item, [name, index], mistakes));

  return {
    connections: each("connections", connectionSchema).map(
      (entry, index) => entry && toConnection(entry, ["connections", index], env, mistakes),
    ),
    users: each("users", userSchema).map(
      (user) => user && { ...user, name: user.name ?? user.id, email: user.email ?? null },
    ),
    oidc: each("oidc", oidcSchema).map(
      (entry) =>
        entry && {
          ...entry,
          name: entry.name ?? entry.id,
          clientSecret: entry.clientSecret,
          groupsClaim: entry.groupsClaim,
        },
    ),
    tokens: each("tokens", tokenSchema),
    grants: each("grants", grantSchema),
    disabled: each("disabled", actorIdSchema),
    trustedProxies: each("trustedProxies", cidrSchema).filter((range) => range !== undefined),
    ids: {
      connections: ids(root, "connections"),
      oidc: ids(root, "oidc"),
      users: ids(root, "users"),
      tokens: ids(root, "tokens"),
    },
  };
}

const cidrSchema = z.string().refine((value) => {
  const [address = "", bits, ...rest] = value.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}, "must be an address or a range such as 10.0.0.0/8");

function list(root: Record<string, unknown>, name: string, mistakes: Mistakes): unknown[] {
  const value = root[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  const path: Path = [name];
  mistakes.add(path, "must be a list: begin each entry with `- `.");
  return [];
}

function ids(root: Record<string, unknown>, name: string): unknown[] {
  const value = root[name];
  return Array.isArray(value) ? value.map((item) => (isRecord(item) ? item.id : undefined)) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
