// Apart from the schemas, because browsers need these numbers but not zod: it probes `new Function`, which the page's policy reports.

/** Below this, in bytes, an upload is one PUT. */
export const SINGLE_PUT_LIMIT = 16 * 1024 * 1024;
/** S3's limit for an object: 10,000 parts of 5 GiB. */
export const MAX_OBJECT_SIZE = 10_000 * 5 * 1024 ** 3;
/** S3's limit for the number of parts of one upload. */
export const MAX_PARTS = 10_000;
/** SigV4's own limit for a presigned URL: 7 days, in seconds. */
export const MAX_LINK_SECONDS = 604_800;
/** How many objects one call makes URLs for. */
export const MAX_DOWNLOADS = 100;
