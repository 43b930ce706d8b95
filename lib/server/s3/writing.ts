import "server-only";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import type { SignedPart } from "@/lib/schemas/uploads";
import { type BucketAccess, call } from "./access";
import { learn } from "./capabilities";
import { conditionFor } from "./conditions";
import { signForm } from "./forms";
import { checksumField, keptAs, keptAsHeaders, type NewObject } from "./new-object";
import { presign } from "./presign";
import { headObject } from "./reading";

/** How long a URL for an upload lives, in seconds; it is signed just before use. */
export const PART_SECONDS = 900;

/** The MD5 of nothing, in base64. */
const EMPTY_MD5 = "1B2M2Y8AsgTpgAmY7PhCfg==";

export type SignedParts = { parts: SignedPart[]; expiresAt: Date };

// Names of one store are used in turn, so that each gets as many of a batch.
let turn = 0;

/** What creates the object in one request: a form, where the page of `formFrom` can send one and the store takes it, else a PUT. */
export async function signSingle(
  access: BucketAccess,
  object: NewObject,
  formFrom: string | null,
): Promise<SignedParts> {
  const isRelayed = access.connection.transport === "relay";
  // One file is one turn, whichever way it goes: two a file would leave every other name out.
  const own = turn++;
  const form =
    formFrom &&
    !isRelayed &&
    (await signForm(access, object, { origin: formFrom, seconds: PART_SECONDS, turn: own }));
  if (!form) return signPut(access, object, own);
  const { url, fields, expiresAt } = form;
  return { parts: [{ number: 1, method: "POST", url, headers: {}, fields }], expiresAt };
}

/** One PUT that carries exactly this many bytes of this type, and creates the object only if the user did not say replace. */
export async function signPut(access: BucketAccess, object: NewObject, own = turn++): Promise<SignedParts> {
  const { key, size, checksum } = object;
  access.need("write", key);
  // The file's time goes in the query, where no CORS rule has to allow it; a store that overlooks it there loses nothing else.
  const { "x-amz-meta-mtime": _, ...headers } = keptAsHeaders(access, object);
  const condition = await conditionFor(access, object);
  const { IfNoneMatch, IfMatch } = condition;
  if (IfNoneMatch) headers["if-none-match"] = IfNoneMatch;
  if (IfMatch) headers["if-match"] = IfMatch;
  const command = new PutObjectCommand({
    Bucket: access.bucket,
    Key: key,
    ContentLength: size,
    ...keptAs(access, object),
    ...checksumField(checksum),
    ...condition,
  });
  const { url, expiresAt } = await presign(access, command, {
    seconds: PART_SECONDS,
    headers,
    turn: own,
  });
  return { parts: [{ number: 1, method: "PUT", url, headers: sentBySender(access, headers) }], expiresAt };
}

/** A relay sends what it was sealed with itself. */
const sentBySender = ({ connection }: BucketAccess, headers: Record<string, string>) =>
  connection.transport === "relay" ? {} : headers;

/** An empty object whose key ends in `/`: S3 has no folders, and this is how all clients show an empty one. */
export async function putMarker(access: BucketAccess, prefix: string): Promise<void> {
  access.need("write", prefix);
  await requireAbsent(access, prefix);
  const command = new PutObjectCommand({
    Bucket: access.bucket,
    Key: prefix,
    Body: "",
    ContentLength: 0,
    // A bucket that locks its objects takes none without a digest.
    ContentMD5: EMPTY_MD5,
    ...(await conditionFor(access, { key: prefix, onConflict: "fail" })),
    ...keptAs(access, { contentType: "application/octet-stream", metadata: {} }),
  });
  try {
    await call(access, (client, options) => client.send(command, options));
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict")
      learn(access.connection, { conditionalPut: true });
    throw error;
  }
}

/** Some stores ignore the condition, and some take none: there, this look beforehand is all there is. */
async function requireAbsent(access: BucketAccess, key: string): Promise<void> {
  try {
    await headObject(access, { key });
  } catch (error) {
    if (error instanceof AppError && ["not_found", "s3_denied"].includes(error.code)) return;
    throw error;
  }
  throw new AppError("conflict", "An object of this name exists already.");
}
