import type { Quirks } from "./quirks";

export type Store = {
  name: string;
  /** How its differences are known. */
  known:
    | "the S3 documentation"
    | "measured"
    | "its documentation and source"
    | "its documentation and reports";
  sources: readonly string[];
  /** What an operator has to do for it. */
  setup: readonly string[];
  quirks: Quirks;
};

const ceph16: Store = {
  name: "Ceph RGW 16.2",
  known: "measured",
  sources: ["the contract suite on Ceph RGW 16.2 from Debian's packages (`npm run test:ceph`)"],
  setup: ["the connection's `region` may be any."],
  quirks: {
    ignoresIfMatchOnDelete: true,
    ignoresConditionsOnComplete: true,
    ignoresChecksums: true,
    ignoresDigests: true,
    ignoresIfNoneMatchWhereVersions: true,
    ignoresIfRange: true,
    ignoresPartNumber: true,
    ignoresCopyConditions: true,
    ignoresTaggingDirective: true,
    ignoresSizeOfParts: true,
    onlyStandard: true,
    noAttributes: true,
    noRestore: true,
    hidesDetails: true,
    hidesValidators: true,
    refusesTrailers: true,
    matchesOnlyUnquoted: true,
    failsIfMatchOnNothing: true,
    hidesEtagOfComplete: true,
    wantsEveryPart: true,
    sortsParts: true,
    takesPartZero: true,
    hidesPrefixesOfUploads: true,
    takesKeyAsToken: true,
    readsPageSizeAsZero: true,
    readsLastZeroAsAll: true,
    refusesReversedRange: true,
    takesUnsignedHeaders: true,
    takesAnyRegion: true,
    takesLargeMetadata: true,
    takesEmptyBatch: true,
    takesExposedWildcard: true,
    location: "default",
    hidesRegion: true,
    keepsAwsChunked: true,
    hidesBatchErrors: true,
    renames: {
      AccessForbidden: { status: 403, code: "AccessDenied" },
      AuthorizationQueryParametersError: { status: 403, code: "AccessDenied" },
      KeyTooLongError: { status: 400, code: "InvalidObjectName" },
    },
  },
};

/** The community's server, as its repository was left in February 2026; the paid one has bucket CORS. */
const minio: Store = {
  name: "MinIO (community)",
  known: "its documentation and source",
  sources: [
    "docs/minio-limits.md and cmd/dummy-handlers.go, object-api-utils.go in github.com/minio/minio",
    "github.com/minio/minio/issues/20995 (bucket CORS)",
    "cmd/erasure-multipart.go in github.com/minio/minio, github.com/minio/minio/issues/20944 (checksums of parts)",
  ],
  setup: ["origins that may use the server, `MINIO_API_CORS_ALLOW_ORIGIN`, if not all should."],
  quirks: {
    noBucketCors: true,
    allowsEveryOrigin: true,
    namesAreFileNames: true,
    listsUploadsOfOneKey: true,
    demandsChecksumsOfParts: true,
    renames: { InvalidObjectName: { status: 400, code: "XMinioInvalidObjectName" } },
  },
};

const garage: Store = {
  name: "Garage 1.x",
  known: "its documentation and source",
  sources: [
    "doc/book/reference-manual/s3-compatibility.md and src/api/s3 in github.com/deuxfleurs-org/garage, v1.2.0",
  ],
  setup: ["the connection's `region` to the server's own `s3_region`, `garage` unless changed."],
  quirks: {
    ignoresIfNoneMatch: true,
    ignoresIfMatch: true,
    ignoresIfMatchOnDelete: true,
    ignoresConditionsOnComplete: true,
    takesSmallParts: true,
    hidesErrorsFromPages: true,
    noAttributes: true,
    noBucketPolicy: true,
    noEncryption: true,
    noObjectLock: true,
    noRestore: true,
    noTagging: true,
    noVersions: true,
  },
};

/** With a token of the kind "Object Read & Write", which Cloudflare recommends for applications. */
const r2: Store = {
  name: "Cloudflare R2",
  known: "its documentation and reports",
  sources: [
    "developers.cloudflare.com/r2/api/s3/api, /r2/api/s3/conditional-operations, /r2/objects/multipart-objects",
    "github.com/apache/opendal/issues/2904 (equal parts)",
    "github.com/mhart/aws4fetch/issues/72 (ListBuckets)",
    "github.com/transloadit/uppy/issues/5052 (uploads by a form)",
  ],
  setup: [
    "the connection's `region` to `auto`, and its `buckets` by name unless the token is an administrator's.",
  ],
  quirks: {
    equalParts: true,
    noListBuckets: true,
    noBucketPolicy: true,
    noEncryption: true,
    noFormUploads: true,
    noObjectLock: true,
    noTagging: true,
    noVersions: true,
  },
};

const b2: Store = {
  name: "Backblaze B2",
  known: "its documentation and reports",
  sources: [
    "backblaze.com/docs/cloud-storage-s3-compatible-api",
    "github.com/sathinduga/obsidian-s3-sync-and-backup/issues/78 (conditional writes)",
    "github.com/transloadit/uppy/issues/5052 (uploads by a form)",
  ],
  setup: [
    "an application key, not the master key, and the region that stands in the endpoint (`s3.<region>.backblazeb2.com`).",
  ],
  quirks: { refusesConditionalPut: true, noFormUploads: true },
};

/** Every store that the sandbox can be. What is documented nowhere stays as S3 has it. */
export const STORES = {
  aws: {
    name: "AWS S3",
    known: "the S3 documentation",
    sources: ["docs.aws.amazon.com/AmazonS3/latest/API"],
    setup: [],
    quirks: {},
  },
  ceph16,
  minio,
  garage,
  r2,
  b2,
} satisfies Record<string, Store>;

export type Profile = keyof typeof STORES;

export const PROFILES = Object.keys(STORES) as Profile[];

export function isProfile(name: string): name is Profile {
  return Object.hasOwn(STORES, name);
}
