import type { BucketRef } from "@/lib/client/api";

export type EtagTrust = ReturnType<typeof createEtagTrust>;

const nameOf = ({ connection, bucket }: BucketRef) => JSON.stringify([connection, bucket]);

export const looksLikeMd5 = (etag: string) => /^"?[0-9a-f]{32}"?$/i.test(etag);

/**
 * What each bucket's answers are worth: with KMS, an ETag looks like an MD5 and is none. One that ever fitted proves
 * that they are; one that does not fit even when the same bytes were sent twice, that they are not.
 */
export function createEtagTrust() {
  const areMd5s = new Map<string, boolean>();
  const verifying = new Set<string>();
  const demanding = new Set<string>();
  return {
    compare(ref: BucketRef, etag: string | null, md5: string | null): "same" | "differs" | "untold" {
      if (etag === null || md5 === null || !looksLikeMd5(etag)) return "untold";
      const name = nameOf(ref);
      if (areMd5s.get(name) === false) return "untold";
      if (etag.replaceAll('"', "").toLowerCase() !== md5) return "differs";
      areMd5s.set(name, true);
      return "same";
    },
    isProven: (ref: BucketRef) => areMd5s.get(nameOf(ref)) === true,
    isNone: (ref: BucketRef) => areMd5s.get(nameOf(ref)) === false,
    refute: (ref: BucketRef) => void areMd5s.set(nameOf(ref), false),
    /** The store checks by itself what is sent to this bucket: MD5s are not needed for that. */
    verifies: (ref: BucketRef) => verifying.has(nameOf(ref)),
    /** The bucket takes nothing without a digest. */
    demandsMd5: (ref: BucketRef) => demanding.has(nameOf(ref)),
    demandMd5: (ref: BucketRef) => void demanding.add(nameOf(ref)),
    begun(ref: BucketRef, verifies: boolean): void {
      verifying[verifies ? "add" : "delete"](nameOf(ref));
    },
  };
}
