import "server-only";
import type {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { hasDotSegment } from "@/lib/keys";
import { MAX_LINK_SECONDS } from "@/lib/schemas/limits";
import { beforeEnd } from "../deadline";
import type { BucketAccess } from "./access";
import { s3Client } from "./client";
import { credentialsOf } from "./credentials";
import { toAppError } from "./errors";
import { relayUrl } from "./relay-url";

export type Signed = { url: string; expiresAt: Date; limitedBy: "choice" | "sigv4" | "credentials" };

type Options = {
  seconds: number;
  audience?: "browser" | "server";
  /** Signed, so that the sender has to send exactly these. */
  headers?: Record<string, string>;
  /** A link, to be used by whoever has it. */
  forOthers?: boolean;
  /** Dot segments stay as they are: for a sender that does not resolve them. */
  raw?: boolean;
  /** Which of the store's public names comes next; what is read has the first. */
  turn?: number;
};

/**
 * A URL that does exactly this one thing, until the earliest of what was asked for, SigV4's seven days, and the end of
 * the credentials that sign it.
 */
export async function presign(
  access: BucketAccess,
  command: GetObjectCommand | HeadObjectCommand | PutObjectCommand | UploadPartCommand,
  { seconds, audience = "browser", headers = {}, forOthers = false, raw = false, turn = 0 }: Options,
): Promise<Signed> {
  if (audience === "browser" && access.connection.transport === "relay")
    return relayUrl(access, command, { seconds, headers, forOthers });
  const signedHeaders = Object.keys(headers);
  try {
    const client = s3Client(access.connection, await access.region(), audience, turn);
    const { expiration } = await beforeEnd(credentialsOf(access.connection)(), access.signal);
    const signingDate = new Date();
    const left = expiration
      ? Math.floor((expiration.getTime() - signingDate.getTime()) / 1000)
      : Number.POSITIVE_INFINITY;
    const expiresIn = Math.max(1, Math.min(seconds, MAX_LINK_SECONDS, left));
    const url = await getSignedUrl(client, command as GetObjectCommand, {
      expiresIn,
      signingDate,
      // As a header and not in the query: only then does S3 hold the sender to it.
      unhoistableHeaders: new Set(signedHeaders),
      signableHeaders: new Set(["host", "content-length", ...signedHeaders]),
    });
    return {
      url:
        hasDotSegment(command.input.Key ?? "") && !raw
          ? encodeKeySlashes(url, access, command.input.Key ?? "")
          : url,
      // SigV4 counts from the whole second that stands in X-Amz-Date.
      expiresAt: new Date(Math.floor(signingDate.getTime() / 1000) * 1000 + expiresIn * 1000),
      limitedBy: limit(expiresIn, seconds, left),
    };
  } catch (error) {
    throw toAppError(error);
  }
}

function limit(expiresIn: number, seconds: number, left: number): Signed["limitedBy"] {
  if (expiresIn === seconds) return "choice";
  return left < MAX_LINK_SECONDS ? "credentials" : "sigv4";
}

/**
 * `/b/a/../c` → `/b/a%2F..%2Fc`. A URL parser would resolve the first before it is sent; S3 verifies the decoded key,
 * so the signature holds for both spellings.
 */
function encodeKeySlashes(url: string, { connection, bucket }: BucketAccess, key: string): string {
  const path = key.split("/").map(encodePathSegment).join("/");
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const query = url.indexOf("?", start);
  const before = url.slice(0, query).endsWith(`/${path}`) ? query - path.length : -1;
  if (before < 0)
    throw new Error(`The signer wrote the key of ${connection.id}/${bucket} in an unknown way.`);
  return url.slice(0, before) + path.replaceAll("/", "%2F") + url.slice(query);
}

const encodePathSegment = (segment: string) =>
  encodeURIComponent(segment).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
