import "server-only";
import type { Capabilities } from "@/lib/schemas/connections";
import type { ConnectionConfig } from "../config/types";

const UNKNOWN: Capabilities = {
  conditionalPut: null,
  conditionalComplete: null,
  encodedSlash: null,
  multiDelete: null,
  bucketCors: null,
  checksums: null,
  postForm: null,
};

const found = new WeakMap<ConnectionConfig, Capabilities>();

/** What this store was seen to do. Learned from its answers to real work: nothing is written into a bucket to find out. */
export function capabilitiesOf(connection: ConnectionConfig): Capabilities {
  return found.get(connection) ?? UNKNOWN;
}

export function learn(connection: ConnectionConfig, seen: Partial<Capabilities>): void {
  found.set(connection, { ...capabilitiesOf(connection), ...seen });
}
