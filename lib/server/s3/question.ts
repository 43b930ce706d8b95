import "server-only";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { ChecksumAlgorithm } from "@/lib/schemas/uploads";
import type { ConnectionConfig } from "../config/types";
import { type BucketAccess, call } from "./access";
import { learn } from "./capabilities";
import { checksumField } from "./new-object";
import { OTHER_MD5, stateOtherDigests } from "./other-digests";
import { eraseProbe, probeKey } from "./probe";

// What was answered once is not asked again; what could not be asked is asked for at the next write.
const questions = new WeakMap<ConnectionConfig, Promise<boolean>>();

/** Has the store asked what it takes with a PUT, once, as long as that is `unknown`. */
export async function askOnce(access: BucketAccess, key: string, unknown: () => boolean): Promise<void> {
  const { connection } = access;
  while (unknown()) {
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
 * Asks whether the store takes conditions on writes at all (Backblaze B2 answers NotImplemented), and whether it looks
 * at checksums. Asked by a write that cannot succeed, since the digests that it states are those of other bytes: nothing
 * is written to find out. False where it could not be asked; a refusal of the question is an answer, as is any but
 * NotImplemented.
 */
async function ask(access: BucketAccess, key: string): Promise<boolean> {
  const { connection } = access;
  const probe = probeKey(key);
  if (!probe) return false;
  const algorithm = askedAlgorithm(connection);
  const first = await refusal(access, probe, algorithm);
  if (first && PASSING.has(first.code)) return false;
  const checksums = algorithm && first ? aboutChecksums(first, algorithm) : null;
  if (checksums === null && first?.code !== "not_supported") return true;
  // It spoke of the checksum, or does not say of what: whether it takes the condition only the condition alone can tell.
  const alone = algorithm ? await refusal(access, probe, null) : first;
  if (alone && PASSING.has(alone.code)) return false;
  const refusesConditions = alone?.code === "not_supported";
  if (refusesConditions) learn(connection, { conditionalPut: false });
  if (checksums !== null) learn(connection, { checksums });
  else if (!refusesConditions) learn(connection, { checksums: false });
  return true;
}

function askedAlgorithm({ upload }: ConnectionConfig): ChecksumAlgorithm | null {
  if (upload.checksum === "none") return null;
  return upload.checksum ?? "CRC64NVME";
}

/**
 * What the store's words about a checksum of three bytes mean: that it cannot be one is seen only by who looks at it.
 * Null where the words are about something else, for the checksum may have been overlooked or not yet looked at.
 */
function aboutChecksums({ cause }: AppError, algorithm: ChecksumAlgorithm): boolean | null {
  if (!(cause instanceof Error)) return null;
  const words = `${cause.name} ${cause.message}`;
  if (!new RegExp(`x-amz-checksum|invalid checksum|${algorithm}`, "i").test(words)) return null;
  return !/unsupported|not supported|not implemented|unknown|unrecogni[sz]ed|not allowed/i.test(words);
}

/** What the store says to the write that cannot succeed; null if it did. */
async function refusal(
  access: BucketAccess,
  probe: string,
  algorithm: ChecksumAlgorithm | null,
): Promise<AppError | null> {
  const command = new PutObjectCommand({
    Bucket: access.bucket,
    Key: probe,
    Body: "x",
    ContentMD5: OTHER_MD5,
    IfNoneMatch: "*",
    ...(algorithm ? checksumField({ algorithm, value: "AAAA" }) : {}),
  });
  stateOtherDigests(command);
  try {
    await call(access, (client, options) => client.send(command, options));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  await eraseProbe(access, probe);
  return null;
}
