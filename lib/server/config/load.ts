import "server-only";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hash } from "@node-rs/argon2";
import { actionSchema } from "@/lib/schemas/primitives";
import { keepAuthSecret } from "./auth-secret";
import { checkFile, isMixedContent, MIXED_CONTENT } from "./check";
import { environmentConnection, readSettings } from "./environment";
import { ConfigMistakes, Mistakes } from "./mistakes";
import { type FileConfig, readFileConfig } from "./read-file";
import type { Config, Environment, GrantConfig, LocalUser } from "./types";
import { parseYaml } from "./yaml-file";

const ADMIN_ID = "admin";
const ADMIN_GRANT: GrantConfig = {
  to: `user:local:${ADMIN_ID}`,
  connection: "*",
  bucket: "*",
  prefix: "",
  allow: actionSchema.options,
};

/** Reads the environment and cooper.yaml. Throws `ConfigMistakes` with all that is wrong with them. */
export async function load(env: Environment): Promise<Config> {
  const mistakes = new Mistakes();
  const settings = readSettings(env, mistakes);
  const file = settings.configPath === undefined ? undefined : readYaml(settings.configPath, env, mistakes);
  if (file) checkFile(file.config, settings, file.mistakes);
  const own = settings.configPath === undefined ? environmentConnection(env, mistakes) : undefined;
  if (own && isMixedContent(settings.url, own.publicEndpoint))
    mistakes.addVariable("S3_PUBLIC_ENDPOINT", MIXED_CONTENT);
  const { state } = settings;
  if (own && state.kind === "s3" && state.connection !== own.id)
    mistakes.addVariable(
      "COOPER_STATE",
      `names the connection ${state.connection}; without COOPER_CONFIG there is \`s3\`.`,
    );
  if (state.kind === "s3" && settings.authSecret === undefined)
    mistakes.addVariable(
      "AUTH_SECRET",
      "is missing: replicas that share their state need one secret to share.",
    );
  const all = [...mistakes.list, ...(file?.mistakes.list ?? [])];
  if (all.length > 0) throw new ConfigMistakes(all);

  const authSecret = settings.authSecret ?? keepAuthSecret(state);
  const entries = file?.config;
  const admin = await administrator(settings.adminPassword, authSecret);
  const hasAdministrator = admin !== undefined || entries === undefined;
  return {
    url: settings.url,
    authSecret,
    connections: own ? [own] : present(entries?.connections),
    users: [...(admin ? [admin] : []), ...present(entries?.users)],
    stateAdministrator: entries === undefined && admin === undefined,
    oidc: present(entries?.oidc),
    tokens: present(entries?.tokens),
    grants: [...(hasAdministrator ? [ADMIN_GRANT] : []), ...present(entries?.grants)],
    disabled: present(entries?.disabled),
    trustedProxies: entries?.trustedProxies ?? [],
    readOnly: settings.readOnly,
    stopDelay: settings.stopDelay,
    relayLimits: settings.relayLimits,
    state,
  };
}

function readYaml(
  path: string,
  env: Environment,
  outer: Mistakes,
): { config: FileConfig; mistakes: Mistakes } | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    outer.addVariable(
      "COOPER_CONFIG",
      `cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return undefined;
  }
  const { data, mistakes } = parseYaml(text);
  if (mistakes.list.length > 0) {
    outer.list.push(...mistakes.list);
    return undefined;
  }
  return { config: readFileConfig(data, env, mistakes), mistakes };
}

/** The salt follows from secret and password, so that all replicas agree on the hash and sessions outlive a restart. */
async function administrator(
  password: string | undefined,
  authSecret: string,
): Promise<LocalUser | undefined> {
  if (password === undefined) return undefined;
  const salt = createHash("sha256")
    .update(`administrator\0${authSecret}\0${password}`)
    .digest()
    .subarray(0, 16);
  const passwordHash = await hash(password, { salt });
  return { id: ADMIN_ID, name: "Administrator", email: null, passwordHash, groups: [] };
}

function present<T>(list: (T | undefined)[] | undefined): T[] {
  return (list ?? []).filter((item) => item !== undefined);
}
