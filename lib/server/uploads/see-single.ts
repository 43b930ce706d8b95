import "server-only";
import { capabilitiesOf } from "../s3/capabilities";
import { keepsThoseOfForms, verifiedOfSingle } from "../s3/checksums";
import type { Existing } from "../s3/looking";
import type { OpenBucket } from "../s3/open-bucket";
import { isNew } from "./begin";
import type { Names } from "./names";
import type { Ticket } from "./ticket";

/**
 * What stands under the name of a single PUT. What the batch's listing shows is enough where it has the ETag that the
 * sender was answered and the checksum need not be read back; all else is asked for before anything is called missing.
 */
export async function seeSingle(
  bucket: OpenBucket,
  ticket: Ticket,
  etag: string | undefined,
  names: Names | undefined,
): Promise<Existing> {
  const looked = names?.find(ticket)?.object;
  const { key, checksum, form: isForm = false } = ticket;
  const isOurs =
    looked?.size === ticket.size && (etag === undefined ? isNew(ticket, looked) : looked.etag === etag);
  if (!isOurs) return bucket.existing(key);
  if (!checksum) return { known: true, object: looked };
  // Size and time alone show nothing: who knows no ETag is told by the checksum that the store kept.
  if (etag === undefined) return bucket.existing(key);
  // There is none to be read back.
  if (capabilitiesOf(bucket.connection).checksums === false) return { known: true, object: looked };
  if (isForm && keepsThoseOfForms(bucket.connection) === false) return { known: true, object: looked };
  // A store that was seen to refuse what does not fit has compared this one: its URL takes no PUT without it.
  const verified = verifiedOfSingle(bucket.connection, checksum, isForm);
  if (!verified?.value) return bucket.existing(key);
  const { algorithm, value } = verified;
  return { known: true, object: { ...looked, checksums: { ...looked.checksums, [algorithm]: value ?? "" } } };
}
