import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { ConnectionConfig } from "../config/types";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { s3Code } from "./errors";
import { type Condition, condition, type NewObject } from "./new-object";

type Conditional = Pick<NewObject, "key" | "onConflict" | "ifMatch">;

/** The condition to send with a PUT; none to a store that would refuse the write for having one. */
export async function conditionFor(access: BucketAccess, object: Conditional): Promise<Condition> {
  const wanted = condition(object);
  if (Object.keys(wanted).length === 0) return wanted;
  await askOnce(access, object.key);
  return capabilitiesOf(access.connection).conditionalPut === false ? {} : wanted;
}

// What was asked once is not asked again; what could not be found out is asked for at the next write.
const questions = new WeakMap<ConnectionConfig, Promise<boolean>>();

async function askOnce(access: BucketAccess, key: string): Promise<void> {
  const { connection } = access;
  if (capabilitiesOf(connection).conditionalPut !== null) return;
  const asking = questions.get(connection) ?? ask(access, key);
  questions.set(connection, asking);
  const isAnswered = await asking;
  if (!isAnswered && questions.get(connection) === asking) questions.delete(connection);
}

/**
 * Whether the store takes conditions on writes at all: Backblaze B2 answers NotImplemented. Asked by a write that cannot
 * succeed, since the digests that it states are those of other bytes: nothing is written to find out.
 */
async function ask(access: BucketAccess, key: string): Promise<boolean> {
  const probe = `${key.slice(0, key.lastIndexOf("/") + 1)}.cooper-${randomUUID()}`;
  if (Buffer.byteLength(probe) > 1024) return false;
  const other = (algorithm: string) => createHash(algorithm).update("not this").digest();
  const command = new PutObjectCommand({
    Bucket: access.bucket,
    Key: probe,
    Body: "x",
    ContentMD5: other("md5").toString("base64"),
    IfNoneMatch: "*",
  });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers["x-amz-content-sha256"] = other("sha256").toString("hex");
      return next(args);
    },
    { step: "build", name: "statesAnotherHash" },
  );
  try {
    await call(access, (client, options) => client.send(command, options));
    // A store that checks no digest has taken it; it is ours alone, and goes again.
    const erase = new DeleteObjectCommand({ Bucket: access.bucket, Key: probe });
    await call(access, (client, options) => client.send(erase, options));
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_supported") learn(access.connection, { conditionalPut: false });
    return error.code === "not_supported" || DIGEST_CODES.has(s3Code(error.cause));
  }
}

const DIGEST_CODES = new Set(["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"]);
