import "server-only";
import { readCaBundle } from "./environment";
import type { Mistakes, Path } from "./mistakes";
import { proxyFor } from "./outbound-proxy";
import type { ConnectionEntry } from "./schema";
import { NOTHING_PUBLIC } from "./transport";
import type { ConnectionConfig, CredentialsConfig, Environment } from "./types";

/** A connection of cooper.yaml with its defaults. */
export function toConnection(
  entry: ConnectionEntry,
  path: Path,
  env: Environment,
  mistakes: Mistakes,
): ConnectionConfig {
  const isRelayed = entry.transport === "relay";
  for (const field of ["publicEndpoint", "publicEndpointAliases"] as const)
    if (isRelayed && entry[field] !== undefined) mistakes.add([...path, field], NOTHING_PUBLIC);
  const { serverSideEncryption, kmsKeyId, storageClass, checksum } = entry.upload ?? {};
  return {
    id: entry.id,
    name: entry.name ?? entry.id,
    endpoint: entry.endpoint,
    publicEndpoint: isRelayed ? undefined : (entry.publicEndpoint ?? entry.endpoint),
    publicEndpointAliases: toAliases(entry, [...path, "publicEndpointAliases"], mistakes),
    region: entry.region,
    forcePathStyle: entry.forcePathStyle ?? entry.endpoint !== undefined,
    transport: entry.transport,
    buckets: entry.buckets,
    ca: entry.ca ?? readCaBundle(env, mistakes),
    proxy: proxyFor(env, entry.endpoint, entry.region),
    upload: {
      ...(serverSideEncryption ? { serverSideEncryption } : {}),
      ...(kmsKeyId ? { kmsKeyId } : {}),
      ...(storageClass ? { storageClass } : {}),
      ...(checksum ? { checksum } : {}),
    },
    credentials: toCredentials(entry.credentials, [...path, "credentials"], mistakes),
  };
}

/** Beside AWS's own names there is nothing to be an alias of: its buckets have hosts of their own. */
function toAliases(entry: ConnectionEntry, path: Path, mistakes: Mistakes): string[] {
  const { publicEndpointAliases: aliases = [], publicEndpoint = entry.endpoint } = entry;
  if (aliases.length > 0 && publicEndpoint === undefined && entry.transport !== "relay")
    mistakes.add(path, "are further names of `publicEndpoint`, which is not given.");
  return [...new Set(aliases)].filter((alias) => alias !== publicEndpoint);
}

function toCredentials(
  entry: ConnectionEntry["credentials"],
  path: Path,
  mistakes: Mistakes,
): CredentialsConfig {
  if (!entry) return { kind: "default" };
  const { accessKeyId, secretAccessKey, sessionToken, profile, assumeRole } = entry;
  const isStatic = accessKeyId !== undefined || secretAccessKey !== undefined || sessionToken !== undefined;
  const kinds = [isStatic, profile !== undefined, assumeRole !== undefined].filter(Boolean).length;
  if (kinds !== 1)
    mistakes.add(path, "must hold one of: accessKeyId and secretAccessKey; profile; assumeRole.");
  if (profile !== undefined) return { kind: "profile", profile };
  if (assumeRole !== undefined) {
    const { arn, externalId } = assumeRole;
    return { kind: "assumeRole", arn, ...(externalId ? { externalId } : {}) };
  }
  if (isStatic && accessKeyId === undefined) mistakes.add([...path, "accessKeyId"], "is missing.");
  if (isStatic && secretAccessKey === undefined) mistakes.add([...path, "secretAccessKey"], "is missing.");
  return {
    kind: "static",
    accessKeyId: accessKeyId ?? "",
    secretAccessKey: secretAccessKey ?? "",
    ...(sessionToken ? { sessionToken } : {}),
  };
}
