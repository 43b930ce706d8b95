import "server-only";
import { randomUUID } from "node:crypto";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { log } from "../log";
import { type BucketAccess, call } from "./access";

/** A name that nothing has, beside this key, where credentials that may write the key may write too; null if it would be too long. */
export function probeKey(key: string): string | null {
  const probe = `${key.slice(0, key.lastIndexOf("/") + 1)}.cooper-${randomUUID()}`;
  return Buffer.byteLength(probe) > 1024 ? null : probe;
}

/** A store that checks too little has taken the probe; it is ours alone, and goes again. */
export async function eraseProbe(access: BucketAccess, probe: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: access.bucket, Key: probe });
  try {
    await call(access, (client, options) => client.send(command, options));
  } catch (error) {
    log.warn(
      {
        event: "probe.left",
        err: error,
        connection: access.connection.id,
        bucket: access.bucket,
        key: probe,
      },
      "The store took a write that it had to refuse, and Cooper could not delete it again.",
    );
  }
}
