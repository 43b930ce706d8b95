import type { Body } from "../body/body";
import { S3Error } from "../errors";
import type { Reply } from "../http/reply";
import type { S3Request } from "../http/request";
import type { Directory } from "../policy/principal";
import type { Rights } from "../policy/rights";
import type { Quirks } from "../profiles/quirks";
import type { Claim } from "../signature/claim";
import type { Bucket } from "../store/bucket";
import type { Buckets } from "../store/buckets";

/** One request, weighed and permitted, on its way to its handler. */
export type Call = {
  request: S3Request;
  body: Body;
  claim: Claim;
  rights: Rights;
  accounts: Directory;
  /** The ARNs of the KMS keys that there are. */
  kmsKeys: readonly string[];
  buckets: Buckets;
  now: () => Date;
  /** How the store that this server stands for differs from S3. */
  quirks: Quirks;
  /** How long a restore from an archive takes, where it is not to take S3's hours. */
  restoreSeconds?: number | undefined;
};

export type Handler = (call: Call) => Promise<Reply>;

/** The owner of everything here: 64 hexadecimal digits, as S3's canonical user ids are. */
export const OWNER = { ID: "5a".repeat(32), DisplayName: "sandbox" };

export function bucketOf(call: Call): Bucket {
  return call.buckets.get(call.request.bucket ?? "");
}

export function keyOf(call: Call): string {
  if (call.request.key === null) throw new S3Error("MethodNotAllowed");
  return call.request.key;
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}
