import { randomBytes } from "node:crypto";
import { invalidArgument, S3Error } from "../errors";
import { amzNames, header, type S3Request } from "../http/request";
import { ACCOUNT } from "../policy/identity";
import type { Bucket } from "../store/bucket";
import { ALGORITHMS, type Encryption } from "../store/encryption";
import type { Call } from "./call";

const SSE = "x-amz-server-side-encryption";
const KEY_ID = `${SSE}-aws-kms-key-id`;
const CONTEXT = `${SSE}-context`;
const BUCKET_KEY = `${SSE}-bucket-key-enabled`;
const STATED = [SSE, KEY_ID, CONTEXT, BUCKET_KEY];
const ENCRYPTS = ["PutObject", "PostObject", "CopyObject", "CreateMultipartUpload"];

/** The key that KMS keeps for S3 where none is named: one for each region. */
function managedKey(region: string): string {
  return `arn:aws:kms:${region}:${ACCOUNT}:key/5a5a5a5a-0000-4000-8000-000000000000`;
}

/** The ARN of a key that exists, however it is named; in the words that S3 passes on from KMS if there is none. */
function requireKey(name: string, bucket: Bucket, kmsKeys: readonly string[]): string {
  const missing = (message: string) => new S3Error("KMS.NotFoundException", message);
  const arnRegion = /^arn:aws:kms:([a-z0-9-]+):\d{12}:(key|alias)\/.+$/.exec(name)?.[1];
  if (arnRegion === undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^alias\/.+$/.test(name))
    throw missing(`Invalid keyId '${name}'`);
  if (arnRegion !== undefined && arnRegion !== bucket.region) throw missing(`Invalid arn ${arnRegion}`);
  const resource = name.startsWith("alias/") ? name : `key/${name}`;
  const arn = arnRegion === undefined ? `arn:aws:kms:${bucket.region}:${ACCOUNT}:${resource}` : name;
  if (arn !== managedKey(bucket.region) && !kmsKeys.includes(arn))
    throw missing(arn.includes(":alias/") ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`);
  return arn;
}

function requireContext(text: string | undefined): void {
  if (text === undefined) return;
  const wrong = (cause?: unknown) =>
    Object.assign(
      invalidArgument(
        CONTEXT,
        text,
        "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
      ),
      { cause },
    );
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw wrong();
  let context: unknown;
  try {
    context = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw wrong(cause);
  }
  const isMap =
    typeof context === "object" &&
    context !== null &&
    !Array.isArray(context) &&
    Object.values(context).every((value) => typeof value === "string");
  if (!isMap) throw wrong();
}

function stated(request: S3Request): Pick<Encryption, "algorithm" | "keyId"> | null {
  const method = header(request, SSE);
  const [keyId, bucketKey] = [header(request, KEY_ID), header(request, BUCKET_KEY)];
  const algorithm = ALGORITHMS.find((name) => name === method);
  if (method !== undefined && algorithm === undefined)
    throw invalidArgument(SSE, method, "The encryption method specified is not supported");
  if (bucketKey !== undefined && !/^(true|false)$/i.test(bucketKey))
    throw invalidArgument(BUCKET_KEY, bucketKey, "The bucket key header must be true or false.");
  const isKms = algorithm !== undefined && algorithm !== "AES256";
  if (!isKms && (keyId !== undefined || header(request, CONTEXT) !== undefined))
    throw invalidArgument(
      SSE,
      method ?? "null",
      "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
    );
  requireContext(header(request, CONTEXT));
  if (algorithm === undefined) return null;
  return { algorithm, ...(keyId === undefined ? {} : { keyId }) };
}

/** How a new object is encrypted: as its request says, else as its bucket says, else with S3's own keys. */
export function encryptionFor(request: S3Request, bucket: Bucket, kmsKeys: readonly string[]): Encryption {
  const asked = stated(request);
  const fallback = bucket.settings.encryption;
  const { algorithm, keyId } = asked ?? fallback ?? { algorithm: "AES256" as const, keyId: undefined };
  const wanted = header(request, BUCKET_KEY);
  const bucketKey =
    algorithm === "aws:kms" &&
    (wanted === undefined ? (fallback?.bucketKey ?? false) : wanted.toLowerCase() === "true");
  const named = keyId === undefined ? managedKey(bucket.region) : requireKey(keyId, bucket, kmsKeys);
  return {
    algorithm,
    ...(algorithm === "AES256" ? {} : { keyId: named }),
    ...(bucketKey ? { bucketKey: true as const } : {}),
    ...(asked ? { stated: true as const } : {}),
  };
}

/** What every answer about an object tells; objects of earlier versions have S3's own encryption. */
export function encryptionHeaders(encryption: Encryption | undefined): Record<string, string> {
  const { algorithm, keyId, bucketKey } = encryption ?? { algorithm: "AES256" };
  return {
    [SSE]: algorithm,
    ...(keyId === undefined ? {} : { [KEY_ID]: keyId }),
    ...(bucketKey ? { [BUCKET_KEY]: "true" } : {}),
  };
}

/** "Objects encrypted by SSE-KMS have ETags that are not an MD5 digest of their data" (Common Response Headers). */
export function etagOf(md5: string, encryption: Encryption | undefined): string {
  const isKms = encryption !== undefined && encryption.algorithm !== "AES256";
  return isKms ? randomBytes(16).toString("hex") : md5;
}

/** Only who signs, by Version 4 and with leave of KMS, gets at what its keys encrypt: nobody does not. */
export function requireReader({ claim }: Call, encryption: Encryption | undefined): void {
  if (claim.kind === "none" && encryption !== undefined && encryption.algorithm !== "AES256")
    throw new S3Error(
      "InvalidArgument",
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
      { details: { ArgumentName: "Authorization", ArgumentValue: "null" } },
    );
}

/** Keys of the customer's go over https only, which this server does not speak; other headers only begin an object. */
export function requireFittingEncryption(request: S3Request, operation: string): void {
  const names = amzNames(request);
  if (names.some((name) => name.includes("server-side-encryption-customer-")))
    throw new S3Error(
      "InvalidRequest",
      "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.",
    );
  const misplaced = STATED.find((name) => names.includes(name));
  if (misplaced !== undefined && !ENCRYPTS.includes(operation))
    throw invalidArgument(
      misplaced,
      header(request, misplaced) ?? "",
      `${misplaced} header is not supported for this operation.`,
    );
}
