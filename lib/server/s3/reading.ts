import "server-only";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  type HeadObjectCommandOutput,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { hasDotSegment } from "@/lib/keys";
import type { ObjectDetails } from "@/lib/schemas/objects";
import type { ConnectionConfig } from "../config/types";
import { type BucketAccess, call } from "./access";
import { requireOutOfArchive } from "./archive";
import { capabilitiesOf, learn } from "./capabilities";
import { checksumsOf } from "./checksums-told";
import { agentsOf } from "./client";
import { httpStatus, toAppError } from "./errors";
import { contentDisposition, isInert } from "./file-name";
import { presign, type Signed } from "./presign";

export type Wanted = {
  key: string;
  versionId?: string | undefined;
  disposition: "attachment" | "inline";
  /** The bytes as they are stored: a browser would unpack what the object says is compressed. */
  stored?: boolean;
};

const READ_SECONDS = 300;
/** A browser that resumes a large download asks again with the same URL, hours later. */
const LARGE_READ_SECONDS = 6 * 3600;
const LARGE_BYTES = 64 * 1024 * 1024;

type Version = { key: string; versionId?: string | undefined };

export async function headObject(access: BucketAccess, version: Version): Promise<ObjectDetails> {
  return detailsOf(version.key, await head(access, version));
}

/** As `headObject`, but refuses what would be an error once a browser has gone there. */
async function headReadable(
  access: BucketAccess,
  version: Version,
): Promise<ObjectDetails & { isEncoded: boolean }> {
  const answer = await head(access, version);
  requireOutOfArchive(answer);
  return { ...detailsOf(version.key, answer), isEncoded: Boolean(answer.ContentEncoding) };
}

// Stores that refuse to be asked for an object's checksums.
const silent = new WeakSet<ConnectionConfig>();

/** Backblaze B2 refuses the header that asks for checksums, and an answer to HEAD has no words: it is asked without. */
async function head(access: BucketAccess, version: Version): Promise<HeadObjectCommandOutput> {
  const { connection } = access;
  if (!silent.has(connection)) {
    try {
      return await headOnce(access, version, { ChecksumMode: "ENABLED" });
    } catch (error) {
      if (statusOf(error) !== 400) throw error;
    }
  }
  try {
    const answer = await headOnce(access, version, {});
    keepSilent(connection);
    return answer;
  } catch (error) {
    if ([403, 404].includes(statusOf(error) ?? 0)) keepSilent(connection);
    throw error;
  }
}

function keepSilent(connection: ConnectionConfig): void {
  silent.add(connection);
  learn(connection, { checksums: false });
}

function statusOf(error: unknown): number | undefined {
  return error instanceof AppError && error.cause ? httpStatus(error.cause) : undefined;
}

async function headOnce(
  access: BucketAccess,
  { key, versionId }: Version,
  mode: Pick<HeadObjectCommandInput, "ChecksumMode">,
): Promise<HeadObjectCommandOutput> {
  const command = new HeadObjectCommand({
    Bucket: access.bucket,
    Key: key,
    ...mode,
    ...(versionId ? { VersionId: versionId } : {}),
  });
  return await call(access, (client, options) => client.send(command, options));
}

function detailsOf(key: string, answer: HeadObjectCommandOutput): ObjectDetails {
  return {
    key,
    size: answer.ContentLength ?? 0,
    modified: (answer.LastModified ?? new Date(0)).toISOString(),
    etag: (answer.ETag ?? "").replaceAll('"', ""),
    storageClass: answer.StorageClass ?? "STANDARD",
    contentType: answer.ContentType ?? null,
    versionId: answer.VersionId ?? null,
    metadata: answer.Metadata ?? {},
    checksums: checksumsOf(answer),
  };
}

/** A URL for one reading, or null where no URL can carry the key and the bytes have to pass Cooper. */
export async function signedRead(access: BucketAccess, wanted: Wanted): Promise<Signed | null> {
  access.need("read", wanted.key);
  const details = await headReadable(access, wanted);
  if (!(await fitsUrl(access, wanted))) return null;
  const seconds =
    wanted.disposition === "attachment" && details.size >= LARGE_BYTES ? LARGE_READ_SECONDS : READ_SECONDS;
  const command = getCommand(access, wanted, details.contentType);
  if (wanted.stored && details.isEncoded) command.input.ResponseContentEncoding = "identity";
  return presign(access, command, { seconds });
}

/** A link for others; it dies at the earliest of the choice, seven days and the end of the signing credentials. */
export async function signedLink(access: BucketAccess, wanted: Wanted, seconds: number): Promise<Signed> {
  access.need("read", wanted.key);
  access.need("share", wanted.key);
  const details = await headReadable(access, wanted);
  if (!(await fitsUrl(access, wanted))) {
    throw new AppError(
      "not_supported",
      "No link can carry this key: its '.' or '..' would be resolved away. Copy it first.",
    );
  }
  const command = getCommand(access, wanted, details.contentType);
  return presign(access, command, { seconds, forOthers: true });
}

function getCommand(
  { bucket }: BucketAccess,
  { key, versionId, disposition }: Wanted,
  type: string | null,
): GetObjectCommand {
  const inert = isInert(type ?? undefined);
  if (disposition === "inline" && !inert) {
    throw new AppError(
      "invalid_request",
      "Only types that run nothing are shown inline. Ask for an attachment.",
    );
  }
  return new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId ? { VersionId: versionId } : {}),
    ResponseContentDisposition: contentDisposition(disposition, key),
    // Signed also where it is what the object says now: whoever may write it could make it active later.
    ResponseContentType: inert && type ? type : "application/octet-stream",
  });
}

/** Whether a browser can ask for this key: always, but for dot segments, which need a store that takes `%2F` for `/`. */
async function fitsUrl(access: BucketAccess, { key, versionId }: Wanted): Promise<boolean> {
  if (!hasDotSegment(key) || access.connection.transport === "relay") return true;
  if (key === "." || key === "..") return false;
  const known = capabilitiesOf(access.connection).encodedSlash;
  if (known !== null) return known;
  const command = new GetObjectCommand({
    Bucket: access.bucket,
    Key: key,
    ...(versionId ? { VersionId: versionId } : {}),
  });
  const { url } = await presign(access, command, { seconds: 60, audience: "server" });
  const status = await firstByteStatus(url, access).catch((error: unknown) => {
    throw toAppError(error);
  });
  const encodedSlash = [200, 206, 416].includes(status);
  // The object was just seen, so these say that the store reads the address differently; anything else says nothing.
  if (!encodedSlash && ![400, 403, 404].includes(status)) {
    throw new AppError("s3_busy", "The store could not be asked just now. Try again.", { retryAfter: 2 });
  }
  learn(access.connection, { encodedSlash });
  return encodedSlash;
}

function firstByteStatus(url: string, { signal, connection }: BucketAccess): Promise<number> {
  const { httpAgent, httpsAgent } = agentsOf(connection);
  const isHttps = url.startsWith("https:");
  const options = { headers: { range: "bytes=0-0" }, signal, agent: isHttps ? httpsAgent : httpAgent };
  return new Promise((resolve, reject) => {
    (isHttps ? httpsRequest : httpRequest)(url, options, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}
