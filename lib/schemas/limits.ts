// Apart from the schemas, so that the browser can know these numbers without loading the library that checks them,
// which also tries `eval` and thereby breaks the page's policy.

/** Below this, in bytes, an upload is one PUT. */
export const SINGLE_PUT_LIMIT = 16 * 1024 * 1024;
/** S3's limit for an object: 10,000 parts of 5 GiB. */
export const MAX_OBJECT_SIZE = 10_000 * 5 * 1024 ** 3;
/** S3's limit for the number of parts of one upload. */
export const MAX_PARTS = 10_000;
