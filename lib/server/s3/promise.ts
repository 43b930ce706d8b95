import "server-only";
import { UploadPartCommand } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { ChecksumAlgorithm } from "@/lib/schemas/uploads";
import type { ConnectionConfig } from "../config/types";
import { withDeadline } from "../deadline";
import { log } from "../log";
import { type BucketAccess, call } from "./access";
import { capabilitiesOf, learn } from "./capabilities";
import { allowedChecksum } from "./checksums";
import { httpStatus } from "./errors";
import { abortMultipart, type Begun, createMultipart } from "./multipart";
import type { NewObject } from "./new-object";
import { OTHER_MD5, stateOtherDigests } from "./other-digests";

/** A store that takes longer over a single byte is asked another time. */
const ASK_MS = 2500;
const DISCARD_MS = 10_000;

type Promised = { uploadId: string; checksum: ChecksumAlgorithm | null };

// By connection and algorithm: whether the store holds uploads to a checksum that only comes with their completion.
const kept = new WeakMap<ConnectionConfig, Map<ChecksumAlgorithm, boolean>>();

function keeps(connection: ConnectionConfig, algorithm: ChecksumAlgorithm): boolean | undefined {
  return kept.get(connection)?.get(algorithm);
}

function remember(connection: ConnectionConfig, algorithm: ChecksumAlgorithm, isKept: boolean): void {
  kept.set(connection, new Map(kept.get(connection)).set(algorithm, isKept));
  if (capabilitiesOf(connection).checksums === null) learn(connection, { checksums: isKept });
}

/**
 * Begins an upload in parts, with the promise of a checksum over all of them where the store takes one: it must know at
 * the beginning. One that overlooks or refuses the promise, or wants a checksum with each part, gets an upload without.
 */
export async function beginMultipart(access: BucketAccess, object: NewObject): Promise<Promised> {
  const { connection } = access;
  const algorithm = crcOf(allowedChecksum(connection, object.checksum)?.algorithm);
  const isHopeless =
    algorithm === null ||
    capabilitiesOf(connection).checksums === false ||
    keeps(connection, algorithm) === false;
  if (isHopeless) return bare(access, object);
  const begun = await orRefused(createMultipart(access, object, algorithm));
  if (begun === "refused") {
    const instead = await bare(access, object);
    remember(connection, algorithm, false);
    return instead;
  }
  const { uploadId } = begun;
  const agrees =
    begun.agreed === algorithm &&
    (await takesBareParts(access, object, uploadId, algorithm).catch(async (error: unknown) => {
      await discard(access, object.key, uploadId);
      throw error;
    }));
  if (agrees) return { uploadId, checksum: algorithm };
  if (begun.agreed !== algorithm) remember(connection, algorithm, false);
  await discard(access, object.key, uploadId);
  return bare(access, object);
}

async function bare(access: BucketAccess, object: NewObject): Promise<Promised> {
  const { uploadId } = await createMultipart(access, object, null);
  return { uploadId, checksum: null };
}

function crcOf(algorithm: ChecksumAlgorithm | undefined): ChecksumAlgorithm | null {
  if (!algorithm?.startsWith("SHA")) return algorithm ?? null;
  throw new AppError(
    "invalid_request",
    "S3 has no SHA over all parts of an upload. Send a CRC, best CRC64NVME.",
  );
}

async function orRefused(begin: Promise<Begun>): Promise<Begun | "refused"> {
  try {
    return await begin;
  } catch (error) {
    const status = error instanceof AppError && error.cause ? httpStatus(error.cause) : undefined;
    if (status === 400 || status === 501) return "refused";
    throw error;
  }
}

/**
 * Whether parts may come without a checksum of their own: MinIO agrees to the promise and then refuses them. Asked once,
 * by a part that cannot be taken, since the digests that it states are those of other bytes.
 */
async function takesBareParts(
  access: BucketAccess,
  { key }: NewObject,
  uploadId: string,
  algorithm: ChecksumAlgorithm,
): Promise<boolean> {
  const { connection } = access;
  const known = keeps(connection, algorithm);
  if (known !== undefined) return known;
  const command = new UploadPartCommand({
    Bucket: access.bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: 1,
    Body: "x",
    ContentMD5: OTHER_MD5,
  });
  stateOtherDigests(command);
  const digests = new Set(["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"]);
  try {
    await call(
      access,
      (client, options) => client.send(command, options),
      withDeadline(access.signal, ASK_MS),
    );
  } catch (error) {
    if (access.signal.aborted) throw error;
    const cause = error instanceof AppError ? error.cause : error;
    if (!(cause instanceof Error) || (httpStatus(cause) ?? 500) >= 500) return false;
    remember(connection, algorithm, digests.has(cause.name));
    // That it agreed at all says that it looks at the checksum of a single PUT.
    learn(connection, { checksums: true });
    return digests.has(cause.name);
  }
  // It checks no digest and has the part now: an upload with that in it is not one to go on with.
  remember(connection, algorithm, false);
  return false;
}

/** Also after the asker has left or the time was up: nothing may stay behind. */
async function discard(access: BucketAccess, key: string, uploadId: string): Promise<void> {
  try {
    await abortMultipart({ ...access, signal: AbortSignal.timeout(DISCARD_MS) }, key, uploadId);
  } catch (error) {
    log.warn(
      { event: "upload.left", err: error, connection: access.connection.id, bucket: access.bucket, key },
      "An upload without a part, begun to learn what the store takes, could not be thrown away.",
    );
  }
}
