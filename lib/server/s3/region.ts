import "server-only";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import type { ConnectionConfig } from "../config/types";
import { s3Client } from "./client";
import { httpStatus, regionHint, toAppError } from "./errors";

// Where each bucket lives never changes while it exists, so it is asked once a connection and process.
const regions = new WeakMap<ConnectionConfig, Map<string, string>>();

export function rememberRegion(connection: ConnectionConfig, bucket: string, region: string): void {
  const known = regions.get(connection) ?? new Map<string, string>();
  regions.set(connection, known.set(bucket, region));
}

export function forgetRegion(connection: ConnectionConfig, bucket: string): void {
  regions.get(connection)?.delete(bucket);
}

/**
 * The region to sign for. HeadBucket names it in `x-amz-bucket-region`, also when it refuses or was signed for another
 * region; a store that does not gets the connection's own.
 */
export async function bucketRegion(
  connection: ConnectionConfig,
  bucket: string,
  signal: AbortSignal,
): Promise<string> {
  const known = regions.get(connection)?.get(bucket);
  if (known) return known;
  const region = await askRegion(connection, bucket, signal);
  rememberRegion(connection, bucket, region);
  return region;
}

async function askRegion(connection: ConnectionConfig, bucket: string, signal: AbortSignal): Promise<string> {
  try {
    const client = s3Client(connection, connection.region);
    const answer = await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
    return answer.BucketRegion ?? connection.region;
  } catch (error) {
    const hint = regionHint(error);
    if (hint) return hint;
    // The key may read this bucket without the right to HeadBucket; the call itself will say.
    if (httpStatus(error) === 403) return connection.region;
    throw toAppError(error);
  }
}
