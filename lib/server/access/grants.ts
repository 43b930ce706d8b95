import "server-only";
import type { Action } from "@/lib/schemas/primitives";
import { config } from "../config";
import type { GrantConfig } from "../config/types";
import type { Actor } from "./actor";

/** A grant of one actor, its prefix as a plain string. */
type Grant = Pick<GrantConfig, "connection" | "bucket" | "prefix" | "allow">;

/** Stands in a prefix for the folder of whoever asks. */
const HOME = `\${user.id}`;
const READ_ONLY_ACTIONS: readonly Action[] = ["list", "read", "share"];
const ALL_ACTIONS: readonly Action[] = ["list", "read", "write", "delete", "share", "manage"];

/**
 * What `${user.id}` stands for: a local user's id, for everybody else the whole actor id, so that a provider that
 * issues the subject `ann` does not reach the folder of the local user `ann`.
 */
function homeName(actor: Actor): string {
  return actor.id.startsWith("local:") ? actor.id.slice("local:".length) : actor.id;
}

function resolvePrefix(prefix: string, actor: Actor): string | null {
  if (!prefix.includes(HOME)) return prefix;
  const home = homeName(actor);
  // A subject with a slash, or one that is a dot segment, could place itself in somebody else's folder.
  if (home === "" || home === "." || home === ".." || home.includes("/")) return null;
  return prefix.replaceAll(HOME, () => home);
}

function isFor(to: string, actor: Actor): boolean {
  if (to === "signed-in") return actor.kind === "user";
  const [kind, ...rest] = to.split(":");
  const name = rest.join(":");
  if (kind === "user") return name === actor.id;
  if (kind === "email") return actor.email !== null && name.toLowerCase() === actor.email.toLowerCase();
  return kind === "group" && actor.groups.includes(name);
}

/** Whether a name fits a pattern in which `*` stands for any characters. */
export function fitsPattern(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === name;
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function grantsOf(actor: Actor): Grant[] {
  const { grants, readOnly, disabled } = config();
  if (disabled.includes(actor.id)) return [];
  return grants.flatMap((grant) => {
    const prefix = isFor(grant.to, actor) ? resolvePrefix(grant.prefix, actor) : null;
    if (prefix === null) return [];
    const allow = readOnly ? grant.allow.filter((action) => READ_ONLY_ACTIONS.includes(action)) : grant.allow;
    return allow.length === 0 ? [] : [{ ...grant, prefix, allow }];
  });
}

/** The actor's grants on one bucket; the union of them applies. */
export function bucketGrants(actor: Actor, connection: string, bucket: string): Grant[] {
  return grantsOf(actor).filter(
    (grant) => fitsPattern(grant.connection, connection) && fitsPattern(grant.bucket, bucket),
  );
}

export function seesConnection(actor: Actor, connection: string): boolean {
  return grantsOf(actor).some((grant) => fitsPattern(grant.connection, connection));
}

/** Buckets that grants name without a pattern: listed even where the credentials may not list buckets. */
export function namedBuckets(actor: Actor, connection: string): string[] {
  return grantsOf(actor)
    .filter((grant) => fitsPattern(grant.connection, connection) && !grant.bucket.includes("*"))
    .map((grant) => grant.bucket);
}

/** What these grants allow with a key, or with everything below a prefix. Byte for byte, nothing normalised. */
export function allowedActions(grants: readonly Grant[], keyOrPrefix: string): Action[] {
  const covering = grants.filter((grant) => keyOrPrefix.startsWith(grant.prefix));
  return ALL_ACTIONS.filter((action) => covering.some((grant) => grant.allow.includes(action)));
}

/** The largest prefixes, `prefix` or below it, with which these grants allow something; none holds another. */
export function grantedPrefixes(grants: readonly Grant[], action: Action, prefix: string): string[] {
  if (allowedActions(grants, prefix).includes(action)) return [prefix];
  const below = grants
    .filter((grant) => grant.prefix.startsWith(prefix) && grant.allow.includes(action))
    .map((grant) => grant.prefix)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return below.filter((one, at) => !below.some((other, before) => before < at && one.startsWith(other)));
}

/**
 * The folders an actor may walk down through to reach what was granted, one level below `prefix`; empty if there are
 * none. Made of the grants alone, so that no sibling's name leaks.
 */
export function grantedFolders(grants: readonly Grant[], prefix: string): string[] {
  const folders = grants
    .filter((grant) => grant.prefix.startsWith(prefix) && grant.prefix.length > prefix.length)
    .map((grant) => grant.prefix.slice(0, grant.prefix.indexOf("/", prefix.length) + 1));
  return [...new Set(folders)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
