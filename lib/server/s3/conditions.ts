import "server-only";
import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { ConnectionConfig } from "../config/types";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { type Condition, condition, type NewObject } from "./new-object";
import { eraseProbe, probeKey } from "./probe";

type Conditional = Pick<NewObject, "key" | "onConflict" | "ifMatch">;

/** The condition to send with a PUT; none to a store that would refuse the write for having one. */
export async function conditionFor(access: BucketAccess, object: Conditional): Promise<Condition> {
  const wanted = condition(object);
  if (Object.keys(wanted).length === 0) return wanted;
  await askOnce(access, object.key);
  return capabilitiesOf(access.connection).conditionalPut === false ? {} : wanted;
}

// What was answered once is not asked again; what could not be asked is asked for at the next write.
const questions = new WeakMap<ConnectionConfig, Promise<boolean>>();

async function askOnce(access: BucketAccess, key: string): Promise<void> {
  const { connection } = access;
  while (capabilitiesOf(connection).conditionalPut === null) {
    const known = questions.get(connection);
    const asking = known ?? ask(access, key);
    questions.set(connection, asking);
    if (await asking) return;
    if (questions.get(connection) === asking) questions.delete(connection);
    // Somebody else's question may have ended with them; one's own is not repeated.
    if (known === undefined) return;
  }
}

/** What says nothing about the store: the next moment may be better, or the one who asked has left. */
const PASSING = new Set<ErrorCode>(["s3_unreachable", "s3_busy", "s3_timeout", "unavailable", "internal"]);

/**
 * Asks whether the store takes conditions on writes at all: Backblaze B2 answers NotImplemented. Asked by a write that
 * cannot succeed, since the digests that it states are those of other bytes: nothing is written to find out. False where
 * it could not be asked; a refusal of the question is an answer, as is any but NotImplemented.
 */
async function ask(access: BucketAccess, key: string): Promise<boolean> {
  const probe = probeKey(key);
  if (!probe) return false;
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
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_supported") learn(access.connection, { conditionalPut: false });
    return !PASSING.has(error.code);
  }
  await eraseProbe(access, probe);
  return true;
}
