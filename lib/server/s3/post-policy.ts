import "server-only";
import type { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { beforeEnd } from "../deadline";
import type { BucketAccess } from "./access";
import { credentialsOf } from "./credentials";
import { toAppError } from "./errors";

export type Form = { url: string; fields: Record<string, string>; expiresAt: Date };

type Policy = { key: string; size: number; fields: Record<string, string>; seconds: number };

/** Signs a form for exactly this key, these fields and this many bytes. */
export async function postPolicy(
  access: BucketAccess,
  client: S3Client,
  { key, size, fields, seconds }: Policy,
): Promise<Form> {
  try {
    const { expiration } = await beforeEnd(credentialsOf(access.connection)(), access.signal);
    const left = expiration ? Math.floor((expiration.getTime() - Date.now()) / 1000) : seconds;
    const lives = Math.max(1, Math.min(seconds, left));
    const began = Date.now();
    const { url, fields: signed } = await createPresignedPost(client, {
      Bucket: access.bucket,
      Key: key,
      Fields: fields,
      Conditions: [["content-length-range", size, size]],
      Expires: lives,
    });
    return { url, fields: signed, expiresAt: new Date(began + lives * 1000) };
  } catch (error) {
    throw toAppError(error);
  }
}
