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

/** The object with the checksum that one request is to carry: none to a store that would refuse it, or overlooks it. */
export async function withChecksum(access: BucketAccess, object: NewObject): Promise<NewObject> {
  return { ...object, checksum: await checksumFor(access, object) };
}

async function checksumFor(
  access: BucketAccess,
  { key, checksum }: NewObject,
): Promise<Checksum | undefined> {
  access.need("write", key);
  const { connection } = access;
  const allowed = allowedChecksum(connection, checksum);
  if (allowed?.value === undefined) return undefined;
  await askOnce(access, key, () => capabilitiesOf(connection).checksums === null);
  return capabilitiesOf(connection).checksums === false ? undefined : allowed;
}

// Whether the store keeps the checksum that came as a form's field: one that does so for PUTs may overlook it there.
const ofForms = new WeakMap<ConnectionConfig, boolean>();

export const keepsThoseOfForms = (connection: ConnectionConfig) => ofForms.get(connection);

/** What the store will verify of a PUT or a form; nothing where it was not seen to do so yet, though it is told the value. */
export function verifiedOfSingle(
  connection: ConnectionConfig,
  checksum: Checksum | undefined,
  isForm: boolean,
): { algorithm: Checksum["algorithm"]; value: string } | undefined {
  const allowed = allowedChecksum(connection, checksum);
  if (allowed?.value === undefined || capabilitiesOf(connection).checksums !== true) return undefined;
  if (isForm && ofForms.get(connection) !== true) return undefined;
  return { algorithm: allowed.algorithm, value: allowed.value };
}

/** What an object that was sent with a checksum tells of its store: one that keeps them tells this one. */
export function learnChecksums(
  { connection }: Pick<BucketAccess, "connection">,
  sent: Checksum,
  told: Record<string, string>,
  isForm: boolean,
): void {
  const checksums = told[sent.algorithm] !== undefined;
  if (isForm) {
    if (sent.value !== undefined) ofForms.set(connection, checksums);
    return;
  }
  if (capabilitiesOf(connection).checksums === null) learn(connection, { checksums });
}
