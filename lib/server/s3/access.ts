import "server-only";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Action } from "@/lib/schemas/primitives";
import type { Actor } from "../access/actor";
import type { ConnectionConfig } from "../config/types";
import { beforeEnd } from "../deadline";
import { s3Client } from "./client";
import { s3Code, toAppError } from "./errors";
import { forgetRegion } from "./region";

/** One actor at one bucket: what every operation behind the door works with. */
export type BucketAccess = {
  readonly actor: Actor;
  readonly connection: ConnectionConfig;
  readonly bucket: string;
  /** Asked of the store when first needed, so that a listing made of grants alone asks it nothing. */
  readonly region: () => Promise<string>;
  readonly signal: AbortSignal;
  /** Throws unless the actor may do this with the key, or with all below the prefix. */
  readonly need: (action: Action, keyOrPrefix: string) => void;
};

/** Calls S3 for this bucket; every failure comes back as one of Cooper's errors. */
export async function call<T>(
  access: BucketAccess,
  run: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>,
  signal: AbortSignal = access.signal,
): Promise<T> {
  try {
    const region = await beforeEnd(access.region(), signal);
    return await beforeEnd(run(s3Client(access.connection, region), { abortSignal: signal }), signal);
  } catch (error) {
    const code = s3Code(error);
    if (code === "AuthorizationHeaderMalformed" || code === "PermanentRedirect" || code === "NoSuchBucket") {
      forgetRegion(access.connection, access.bucket);
    }
    throw toAppError(error);
  }
}
