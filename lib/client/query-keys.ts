/** The names under which the browser keeps what it has read; the one place, so that whoever changes things can say what is stale. */
export const queryKeys = {
  connections: () => ["connections"] as const,
  buckets: (connection: string) => ["buckets", connection] as const,
  bucketObjects: (connection: string, bucket: string) => ["objects", connection, bucket] as const,
  objects: (connection: string, bucket: string, prefix: string) =>
    ["objects", connection, bucket, prefix] as const,
  uploads: (connection: string, bucket: string) => ["uploads", connection, bucket] as const,
};
