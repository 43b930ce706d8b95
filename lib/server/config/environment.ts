import "server-only";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isBucketName } from "@/lib/keys";
import { endpointProblem } from "./endpoint";
import type { Mistakes } from "./mistakes";
import { proxyFor } from "./outbound-proxy";
import { isTransport, NOTHING_PUBLIC, TRANSPORT_PROBLEM, type Transport } from "./transport";
import type { Config, ConnectionConfig, CredentialsConfig, Environment, StateConfig } from "./types";

/** What the environment says, before cooper.yaml is read. */
export type Settings = {
  url: string | null;
  authSecret: string | undefined;
  configPath: string | undefined;
  adminPassword: string | undefined;
  readOnly: boolean;
  stopDelay: number;
  relayLimits: Config["relayLimits"];
  state: StateConfig;
};

export function readSettings(env: Environment, mistakes: Mistakes): Settings {
  return {
    url: readUrl(env, mistakes),
    authSecret: readAuthSecret(env, mistakes),
    configPath: readConfigPath(env, mistakes),
    adminPassword: readAdminPassword(env, mistakes),
    readOnly: readSwitch(env, "COOPER_READ_ONLY", mistakes) ?? false,
    stopDelay: readStopDelay(env, mistakes),
    relayLimits: readRelayLimits(env, mistakes),
    state: readState(env, mistakes),
  };
}

/** Set but empty is no way to say "none": whoever lost the file's name would get a Cooper with an administrator of everything. */
function readConfigPath(env: Environment, mistakes: Mistakes): string | undefined {
  const path = env.COOPER_CONFIG;
  if (path === undefined || path.trim() !== "") return path === undefined ? undefined : resolve(path);
  mistakes.addVariable(
    "COOPER_CONFIG",
    "is empty: give the path of cooper.yaml, or unset it to run Cooper without one.",
  );
  return undefined;
}

/** The one connection that the SDK's own variables describe, as they do for `aws s3 ls`. */
export function environmentConnection(env: Environment, mistakes: Mistakes): ConnectionConfig {
  const name = env.AWS_ENDPOINT_URL_S3 ? "AWS_ENDPOINT_URL_S3" : "AWS_ENDPOINT_URL";
  const endpoint = readOrigin(env, name, mistakes);
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || "us-east-1";
  const publicEndpoint = readOrigin(env, "S3_PUBLIC_ENDPOINT", mistakes);
  const transport = readTransport(env, mistakes);
  if (transport === "relay" && publicEndpoint !== undefined)
    mistakes.addVariable("S3_PUBLIC_ENDPOINT", NOTHING_PUBLIC);
  return {
    id: "s3",
    name: endpoint ? new URL(endpoint).host : "Amazon S3",
    endpoint,
    publicEndpoint: transport === "relay" ? undefined : (publicEndpoint ?? endpoint),
    publicEndpointAliases: [],
    region,
    forcePathStyle: readSwitch(env, "S3_FORCE_PATH_STYLE", mistakes) ?? endpoint !== undefined,
    transport,
    buckets: undefined,
    ca: readCaBundle(env, mistakes),
    proxy: proxyFor(env, endpoint, region),
    upload: {},
    credentials: environmentCredentials(env, mistakes),
  };
}

/** The certificate authorities of AWS_CA_BUNDLE, which the JavaScript SDK does not read by itself. */
export function readCaBundle(env: Environment, mistakes: Mistakes): string | undefined {
  const path = env.AWS_CA_BUNDLE;
  return path ? readText(path, "AWS_CA_BUNDLE", mistakes) : undefined;
}

/** The value of a secret: `NAME`, or the content of the file that `NAME_FILE` names. */
export function readSecret(env: Environment, name: string, mistakes: Mistakes): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return env[name] || undefined;
  if (env[name]) mistakes.addVariable(name, `is set beside ${name}_FILE: keep one of them.`);
  return readText(path, `${name}_FILE`, mistakes)?.trim() || undefined;
}

function readText(path: string, name: string, mistakes: Mistakes): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    mistakes.addVariable(name, `cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
}

function environmentCredentials(env: Environment, mistakes: Mistakes): CredentialsConfig {
  if (!env.AWS_ACCESS_KEY_ID_FILE && !env.AWS_SECRET_ACCESS_KEY_FILE) return { kind: "default" };
  const accessKeyId = readSecret(env, "AWS_ACCESS_KEY_ID", mistakes);
  const secretAccessKey = readSecret(env, "AWS_SECRET_ACCESS_KEY", mistakes);
  const sessionToken = readSecret(env, "AWS_SESSION_TOKEN", mistakes);
  if (!accessKeyId) mistakes.addVariable("AWS_ACCESS_KEY_ID", "is missing beside AWS_SECRET_ACCESS_KEY.");
  if (!secretAccessKey) mistakes.addVariable("AWS_SECRET_ACCESS_KEY", "is missing beside AWS_ACCESS_KEY_ID.");
  return {
    kind: "static",
    accessKeyId: accessKeyId ?? "",
    secretAccessKey: secretAccessKey ?? "",
    ...(sessionToken ? { sessionToken } : {}),
  };
}

function readOrigin(env: Environment, name: string, mistakes: Mistakes): string | undefined {
  const value = env[name]?.replace(/\/+$/, "");
  if (!value) return undefined;
  const problem = endpointProblem(value);
  if (!problem) return value;
  mistakes.addVariable(name, problem);
  return undefined;
}

function readUrl(env: Environment, mistakes: Mistakes): string | null {
  const name = env.COOPER_URL ? "COOPER_URL" : "NEXTAUTH_URL";
  // NEXTAUTH_URL is often written with next-auth's own path.
  const value = env[name]?.replace(/\/api\/auth\/?$/, "").replace(/\/+$/, "");
  if (!value) return null;
  const problem = endpointProblem(value);
  if (!problem) return new URL(value).origin;
  mistakes.addVariable(name, problem);
  return null;
}

function readAuthSecret(env: Environment, mistakes: Mistakes): string | undefined {
  const name = env.AUTH_SECRET || env.AUTH_SECRET_FILE ? "AUTH_SECRET" : "NEXTAUTH_SECRET";
  const secret = readSecret(env, name, mistakes);
  if (secret === undefined || secret.length >= 32) return secret;
  mistakes.addVariable(
    name,
    "is too short: give at least 32 random characters, for example from `openssl rand -base64 32`.",
  );
  return secret;
}

function readAdminPassword(env: Environment, mistakes: Mistakes): string | undefined {
  const password = readSecret(env, "COOPER_ADMIN_PASSWORD", mistakes);
  if (password !== undefined && password.length < 8)
    mistakes.addVariable("COOPER_ADMIN_PASSWORD", "is too short: give at least 8 characters.");
  return password;
}

function readSwitch(env: Environment, name: string, mistakes: Mistakes): boolean | undefined {
  const value = env[name]?.toLowerCase();
  if (!value) return undefined;
  if (value === "1" || value === "true") return true;
  if (value === "0" || value === "false") return false;
  mistakes.addVariable(name, "is neither 1 nor 0.");
  return undefined;
}

function readTransport(env: Environment, mistakes: Mistakes): Transport {
  const value = env.S3_TRANSPORT || "direct";
  if (isTransport(value)) return value;
  mistakes.addVariable("S3_TRANSPORT", TRANSPORT_PROBLEM);
  return "direct";
}

/** Below the 256 sockets of a connection, so that Cooper's own calls always get one. */
const MOST_RELAYED = 200;

function readRelayLimits(env: Environment, mistakes: Mistakes): Settings["relayLimits"] {
  const read = (name: string, usual: number) => {
    const value = env[name] || String(usual);
    if (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MOST_RELAYED) return Number(value);
    mistakes.addVariable(name, `must be a number of transfers from 1 to ${MOST_RELAYED}.`);
    return usual;
  };
  return { all: read("COOPER_RELAY_MAX", 128), perActor: read("COOPER_RELAY_MAX_PER_ACTOR", 32) };
}

function readStopDelay(env: Environment, mistakes: Mistakes): number {
  const value = env.COOPER_STOP_DELAY || "0";
  if (/^\d{1,3}$/.test(value) && Number(value) <= 300) return Number(value);
  mistakes.addVariable("COOPER_STOP_DELAY", "must be a number of seconds from 0 to 300.");
  return 0;
}

function readState(env: Environment, mistakes: Mistakes): StateConfig {
  const value = env.COOPER_STATE || "file:./.cooper";
  if (value.startsWith("file:") && value.length > "file:".length)
    return {
      kind: "file",
      path: resolve(/* turbopackIgnore: true */ value.slice("file:".length).replace(/^\/\/(?=\/)/, "")),
    };
  const match = /^s3:\/\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(value);
  const [, connection, bucket, rest] = match ?? [];
  if (connection && bucket) {
    const prefix = rest ? `${rest.replace(/\/+$/, "")}/` : "";
    if (!isBucketName(bucket))
      mistakes.addVariable("COOPER_STATE", `names the bucket ${bucket}, which is no bucket's name.`);
    // Clients and stores resolve such segments, each in its own way.
    else if (prefix !== "" && /(^|\/)\.{0,2}\//.test(prefix))
      mistakes.addVariable(
        "COOPER_STATE",
        "has a prefix with an empty segment, `.` or `..`: leave them out.",
      );
    return { kind: "s3", connection, bucket, prefix };
  }
  mistakes.addVariable("COOPER_STATE", "is neither file:<folder> nor s3://<connection>/<bucket>/<prefix>.");
  return { kind: "file", path: resolve(".cooper") };
}
