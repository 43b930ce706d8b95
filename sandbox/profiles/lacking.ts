import type { Quirks, Switch } from "./quirks";

/** The operations that a store without something does not have. */
const LACKING: Partial<Record<Switch, RegExp>> = {
  noAttributes: /^GetObjectAttributes$/,
  noBucketCors: /^(Put|Delete)BucketCors$/,
  noBucketPolicy: /^(Get|Put|Delete)(BucketPolicy(Status)?|PublicAccessBlock)$/,
  noEncryption: /^(Get|Put|Delete)BucketEncryption$/,
  noFormUploads: /^PostObject$/,
  noObjectLock: /^(Get|Put)Object(LockConfiguration|Retention|LegalHold)$/,
  noRestore: /^RestoreObject$/,
  noTagging: /Tagging$/,
  // Asking whether a bucket has versions is answered: it has none.
  noVersions: /^(PutBucketVersioning|ListObjectVersions)$/,
};

export function isLacking(operation: string, quirks: Quirks): boolean {
  return Object.entries(LACKING).some(([name, pattern]) => quirks[name as Switch] && pattern.test(operation));
}
