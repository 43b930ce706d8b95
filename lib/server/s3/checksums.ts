import "server-only";
import type { ConnectionConfig } from "../config/types";
import type { BucketAccess } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import type { Checksum, NewObject } from "./new-object";
import { askOnce } from "./question";

/** The sender's checksum, unless the connection is configured for another one, or for none. */
export function allowedChecksum(
  { upload }: ConnectionConfig,
  checksum: Checksum | undefined,
): Checksum | undefined {
  return upload.checksum === undefined || upload.checksum === checksum?.algorithm ? checksum : undefined;
}

/** What a single PUT carries as a header: none to a store that would refuse the write for it, or that overlooks it. */
export async function checksumFor(
  access: BucketAccess,
  { key, checksum }: Pick<NewObject, "key" | "checksum">,
): Promise<Checksum | undefined> {
  access.need("write", key);
  const { connection } = access;
  const allowed = allowedChecksum(connection, checksum);
  if (allowed?.value === undefined) return undefined;
  await askOnce(access, key, () => capabilitiesOf(connection).checksums === null);
  return capabilitiesOf(connection).checksums === false ? undefined : allowed;
}

/** What an object that was PUT with a checksum tells of its store: one that keeps them tells this one. */
export function learnChecksums(
  { connection }: Pick<BucketAccess, "connection">,
  sent: Checksum,
  told: Record<string, string>,
): void {
  const checksums = told[sent.algorithm] !== undefined;
  if (capabilitiesOf(connection).checksums === null) learn(connection, { checksums });
}
