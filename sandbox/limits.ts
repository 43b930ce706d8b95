const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

// "Amazon S3 multipart upload limits" in the user guide.
export const MAX_PARTS = 10_000;
export const MIN_PART = 5 * MIB;
/** Of a part, of the body of one PUT, and of what one request copies. */
export const MAX_PART = 5 * GIB;
/** The guide says 48.8 TiB: as many of the largest parts as an upload may have. */
export const MAX_OBJECT = MAX_PARTS * MAX_PART;
