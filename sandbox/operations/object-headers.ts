import type { ObjectChecksum } from "../body/checksums";
import { invalidArgument, S3Error } from "../errors";
import { amzNames, header, queryValue, type S3Request } from "../http/request";
import { NO_QUIRKS, type Quirks } from "../profiles/quirks";
import type { ObjectRecord } from "../store/versions";
import { readTaggingHeader } from "../tags";
import { quoted } from "./call";
import { encryptionHeaders } from "./encryption";
import { madeVersionHeaders } from "./finding";
import { lockHeaders } from "./lock-rules";

const STORED = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;

const STORAGE_CLASSES = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
]);

/** S3's limit for all user metadata of an object, names and values. */
const MAX_METADATA = 2048;

/** Headers go out as Latin-1; what was signed and stored as UTF-8 text keeps its bytes. */
function wireText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** What a new object takes from the headers of the request that makes it. */
export function describedObject(
  request: S3Request,
  quirks: Quirks = NO_QUIRKS,
): Pick<ObjectRecord, "headers" | "metadata" | "storageClass" | "tags"> {
  const headers: Record<string, string> = {};
  for (const name of STORED) {
    const value = header(request, name);
    if (value !== undefined && value !== "") headers[name] = value;
  }
  const encoding = headers["content-encoding"]
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => (part !== "aws-chunked" || quirks.keepsAwsChunked) && part !== "");
  if (encoding?.length) headers["content-encoding"] = encoding.join(",");
  else delete headers["content-encoding"];
  headers["content-type"] ??= "binary/octet-stream";
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const name of amzNames(request)) {
    if (!name.startsWith("x-amz-meta-")) continue;
    const value = header(request, name) ?? "";
    metadata[name.slice("x-amz-meta-".length)] = value;
    size += Buffer.byteLength(name) - "x-amz-meta-".length + Buffer.byteLength(value);
  }
  if (size > MAX_METADATA && !quirks.takesLargeMetadata)
    throw new S3Error("MetadataTooLarge", undefined, {
      details: { Size: size, MaxSizeAllowed: MAX_METADATA },
    });
  const storageClass = header(request, "x-amz-storage-class") ?? "STANDARD";
  if (!STORAGE_CLASSES.has(storageClass))
    throw new S3Error("InvalidStorageClass", undefined, { details: { StorageClassRequested: storageClass } });
  return { headers, metadata, storageClass, tags: readTaggingHeader(header(request, "x-amz-tagging")) };
}

/** Metadata beyond ASCII comes back as an encoded word (RFC 2047), as S3 does it. */
function metadataText(value: string): string {
  return /^[\x20-\x7e\t]*$/.test(value)
    ? value
    : `=?UTF-8?B?${Buffer.from(value, "utf8").toString("base64")}?=`;
}

function overrides(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of STORED) {
    const parameter = `response-${name}`;
    const value = queryValue(request, parameter);
    if (value === undefined || value === "") continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a header cannot carry these.
    if (/[^\x00-\xff]/.test(value) || /[\x00-\x08\x0a-\x1f\x7f]/.test(value))
      throw invalidArgument(parameter, value, "Header value cannot be represented using ISO-8859-1.");
    headers[name] = value;
  }
  return headers;
}

/** What distinguishes one state of an object from another. */
export function validatorHeaders(record: ObjectRecord): Record<string, string> {
  return { etag: quoted(record.etag), "last-modified": new Date(record.modified).toUTCString() };
}

/** What a 304 carries (RFC 9110, 15.4.5): the validators, and how long the answer may be kept. */
export function unchangedHeaders(record: ObjectRecord): Record<string, string> {
  const headers = validatorHeaders(record);
  for (const name of ["cache-control", "expires"]) {
    const value = record.headers[name];
    if (value !== undefined) headers[name] = wireText(value);
  }
  return headers;
}

export function checksumHeaders(checksum: ObjectChecksum | null): Record<string, string> {
  if (checksum === null) return {};
  return { [`x-amz-checksum-${checksum.name}`]: checksum.value, "x-amz-checksum-type": checksum.type };
}

/** What every answer to a write tells about the object that it made, besides the ETag. */
export function writtenHeaders(record: ObjectRecord): Record<string, string> {
  const { checksum, encryption } = record;
  return { ...checksumHeaders(checksum), ...encryptionHeaders(encryption), ...madeVersionHeaders(record) };
}

/** All that GET and HEAD say about an object; overrides are part of the signed query, so only a signer can ask. */
export function objectHeaders(request: S3Request, record: ObjectRecord): Record<string, string> {
  const headers: Record<string, string> = { "accept-ranges": "bytes", ...validatorHeaders(record) };
  for (const [name, value] of Object.entries(record.headers)) headers[name] = wireText(value);
  for (const [name, value] of Object.entries(record.metadata))
    headers[`x-amz-meta-${name}`] = metadataText(value);
  Object.assign(headers, lockHeaders(record), encryptionHeaders(record.encryption));
  if (record.storageClass !== "STANDARD") headers["x-amz-storage-class"] = record.storageClass;
  if (record.tags?.length) headers["x-amz-tagging-count"] = String(record.tags.length);
  return { ...headers, ...overrides(request) };
}
