import type { S3Code } from "../errors";

/**
 * The ways in which a store is known to differ from S3, each a switch with what it does. All are off for S3 itself;
 * which store turns one on, and how that is known, is in profiles.ts. Where the sandbox obeys one, the code asks for it
 * by name.
 */
export const SWITCHES = {
  // What it does not hear: the request is handled as if the header were not there.
  ignoresIfNoneMatch: "`If-None-Match` on PutObject is ignored: a taken name is overwritten",
  ignoresIfNoneMatchWhereVersions:
    "`If-None-Match` on PutObject is ignored where versions are kept: a new version hides the old",
  ignoresIfMatch: "`If-Match` on PutObject is ignored",
  ignoresIfMatchOnDelete: "`If-Match` on DeleteObject is ignored",
  ignoresConditionsOnComplete:
    "conditions on CompleteMultipartUpload are ignored: an object that came meanwhile is overwritten",
  ignoresChecksums: "`x-amz-checksum-*` is ignored: nothing is verified, kept or told",
  ignoresIfRange: "`If-Range` is ignored: a range is one of whatever is there now",
  ignoresPartNumber: "`partNumber` of a read is ignored",
  ignoresCopyConditions: "conditions about the source of a copy are ignored",
  ignoresTaggingDirective: "`x-amz-tagging-directive` is ignored: a copy has its source's tags",
  ignoresSizeOfParts: "`x-amz-mp-object-size` is ignored",
  ignoresDigests: "documents and locked objects need no digest, and a batch may have a wrong one",

  // What it refuses.
  refusesConditionalPut: "any condition on PutObject is NotImplemented",
  refusesConditionalComplete: "any condition on CompleteMultipartUpload is NotImplemented",
  refusesChecksums:
    "a header about checksums (`x-amz-checksum-*`, `x-amz-sdk-checksum-algorithm`) is an InvalidArgument",
  refusesTrailers: "a body in chunks with a trailing checksum counts as one with a wrong hash",
  noMultiDelete: "DeleteObjects is NotImplemented, with the status 400 that Google's store gives it",
  noListBuckets: "ListBuckets is AccessDenied, as for a key that is bound to a bucket",
  noAttributes: "there is no GetObjectAttributes",
  noBucketPolicy: "there are no bucket policies",
  noEncryption: "the store encrypts nothing on demand",
  noFormUploads: "there are no uploads by a form (POST policies)",
  noObjectLock: "there is no object lock",
  noRestore: "there is no RestoreObject",
  onlyStandard: "STANDARD is the only storage class, and another an InvalidArgument",
  noTagging: "objects and buckets have no tags",
  noVersions: "a bucket cannot have versions",
  noBucketCors: "a bucket has no CORS rules: writing them is NotImplemented, reading them finds none",
  namesAreFileNames:
    "a key must be a path of files: no `//`, no leading `/`, no `.` or `..` between slashes, 255 bytes between them",
  equalParts: "all parts of an upload but the last must have one size, and the last none larger",

  // How it takes conditions.
  matchesOnlyUnquoted: "a quoted ETag in `If-Match` of a write, as SDKs send it, matches nothing",
  failsIfMatchOnNothing: "`If-Match` on a key that is not there is PreconditionFailed, not NoSuchKey",

  // Multipart uploads.
  demandsChecksumsOfParts:
    "each part of an upload must come with the checksum that the upload named, a FULL_OBJECT one, too",
  hidesEtagOfComplete: "the answer to CompleteMultipartUpload has an empty ETag",
  wantsEveryPart: "CompleteMultipartUpload must name every part that was sent",
  sortsParts: "parts named out of order are sorted",
  takesPartZero: "there is a part number 0",
  takesSmallParts: "parts smaller than 5 MiB are taken anywhere",
  hidesPrefixesOfUploads: "ListMultipartUploads with a delimiter leaves out the common prefixes",
  listsUploadsOfOneKey:
    "ListMultipartUploads takes its prefix for a whole key, and lists that key's uploads alone",

  // Listing and reading.
  takesKeyAsToken: "the continuation token is the last key itself, so every text is one",
  readsPageSizeAsZero: "a page size that is no number means 0",
  readsLastZeroAsAll: "the range `bytes=-0` is the whole object",
  refusesReversedRange: "a range whose end lies before its start is InvalidRange",

  // What it takes beyond S3.
  takesUnsignedHeaders: "`x-amz-*` headers need not be signed",
  takesAnyRegion: "a signature may be for any region",
  takesLargeMetadata: "user metadata may exceed 2 KB",
  takesEmptyBatch: "a batch may name no key",
  takesExposedWildcard: "a CORS rule may expose headers by a wildcard",

  // What it tells.
  hidesRegion: "neither HeadBucket nor ListBuckets names a region",
  keepsAwsChunked: "`aws-chunked` is kept as the object's encoding",
  hidesDetails: "errors have a code and nothing more: no condition, no size",
  hidesValidators: "304 tells neither ETag nor time",
  hidesBatchErrors: "what is wrong with a batch is 400 without a body",
  hidesErrorsFromPages: "refusals carry no CORS headers, so a page cannot read why",
  allowsEveryOrigin: "CORS is set for the whole server, and lets every origin through unless told otherwise",
} as const;

export type Switch = keyof typeof SWITCHES;

export type Quirks = { [Name in Switch]?: boolean } & {
  /** GetBucketLocation's one answer. */
  location?: string;
  /** Codes that it calls by another name. */
  renames?: Partial<Record<S3Code, { status: number; code: string }>>;
};

/** S3 itself. */
export const NO_QUIRKS: Quirks = {};

export function isSwitch(name: string): name is Switch {
  return Object.hasOwn(SWITCHES, name);
}
