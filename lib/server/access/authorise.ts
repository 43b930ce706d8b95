import "server-only";
import { AppError } from "@/lib/errors";
import type { Action } from "@/lib/schemas/primitives";
import { config } from "../config";
import type { ConnectionConfig } from "../config/types";
import type { Actor } from "./actor";
import { allowedActions, bucketGrants, seesConnection } from "./grants";

/** One answer for "there is none" and "not for you", so that nobody learns what exists. */
export const notFound = (what: string) =>
  new AppError("not_found", `${what} does not exist, or you have no access to it.`);

export function openConnection(actor: Actor, id: string): ConnectionConfig {
  const connection = config().connections.find((candidate) => candidate.id === id);
  if (!connection || !seesConnection(actor, id)) throw notFound("This connection");
  return connection;
}

/**
 * Whether this bucket holds Cooper's own state; it is then hidden from everybody. By name on every connection: two of
 * them may lead to the same store under different addresses.
 */
function isStateBucket(bucket: string): boolean {
  const { state } = config();
  return state.kind === "s3" && state.bucket === bucket;
}

export function seesBucket(actor: Actor, connection: string, bucket: string): boolean {
  return !isStateBucket(bucket) && bucketGrants(actor, connection, bucket).length > 0;
}

/**
 * Lets an action on a key (or on all below a prefix) pass, or throws: 404 where no grant reaches,
 * 403 where one does but does not allow this.
 */
export function authorise(
  actor: Actor,
  action: Action,
  connection: string,
  bucket: string,
  key: string,
): void {
  if (!seesBucket(actor, connection, bucket)) throw notFound("This bucket");
  const actions = allowedActions(bucketGrants(actor, connection, bucket), key);
  if (actions.includes(action)) return;
  if (actions.length === 0) throw notFound("This object or prefix");
  throw new AppError("forbidden", `You may not ${VERBS[action]} here. Ask your administrator for a grant.`);
}

const VERBS: Record<Action, string> = {
  list: "list objects",
  read: "read objects",
  write: "write objects",
  delete: "delete objects",
  share: "share links",
  manage: "change the bucket's settings",
};
