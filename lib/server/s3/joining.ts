import "server-only";
import type { BucketAccess } from "./access";
import type { Joined } from "./multipart";

type Upload = { key: string; uploadId: string };

// In this process alone: another replica finds the upload gone, and then the object.
const underWay = new Map<string, Promise<Joined>>();

const nameOf = ({ connection, bucket }: BucketAccess, { key, uploadId }: Upload) =>
  JSON.stringify([connection.id, bucket, key, uploadId]);

/** What is being made of this upload just now, by a call whose asker may have been told to ask again. */
export function joiningOf(access: BucketAccess, upload: Upload): Promise<Joined> | null {
  return underWay.get(nameOf(access, upload)) ?? null;
}

/** Runs the joining, unless it is under way already. */
export function joinOnce(access: BucketAccess, upload: Upload, run: () => Promise<Joined>): Promise<Joined> {
  const name = nameOf(access, upload);
  const known = underWay.get(name);
  if (known) return known;
  const joining = run().finally(() => underWay.delete(name));
  underWay.set(name, joining);
  return joining;
}
