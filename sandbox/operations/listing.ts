import { invalidArgument } from "../errors";
import { encodePath } from "../http/address";
import { xmlReply } from "../http/reply";
import { queryValue, type S3Request } from "../http/request";
import { NO_QUIRKS, type Quirks } from "../profiles/quirks";
import { type Listed, listKeys } from "../store/listing";
import type { ObjectRecord } from "../store/versions";
import type { XmlElement } from "../xml";
import { bucketOf, type Call, type Handler, OWNER, quoted } from "./call";

/** A number of results: 1,000 at most, as S3 silently cuts it. */
export function limitOf(request: S3Request, name: string, quirks: Quirks = NO_QUIRKS): number {
  const text = queryValue(request, name);
  if (text === undefined || text === "") return 1000;
  const isNumber = /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647;
  if (!isNumber && quirks.readsPageSizeAsZero && !/^\d/.test(text)) return 0;
  if (!isNumber)
    throw invalidArgument(name, text, "Argument maxKeys must be an integer between 0 and 2147483647");
  return Math.min(Number(text), 1000);
}

/** How names stand in the answer: as they are, or percent-encoded, since XML cannot carry every key. */
export function nameEncoder(request: S3Request): {
  encode: (name: string) => string;
  type: string | undefined;
} {
  const type = queryValue(request, "encoding-type");
  if (type === undefined) return { encode: (name) => name, type: undefined };
  if (type !== "url")
    throw invalidArgument("encoding-type", type, "Invalid Encoding Method specified in Request");
  return { encode: (name) => encodePath(name).replaceAll("%20", "+"), type };
}

function encodeToken(after: string, quirks: Quirks): string {
  if (quirks.takesKeyAsToken) return after;
  return Buffer.from(JSON.stringify({ after }), "utf8").toString("base64url");
}

function decodeToken(token: string, quirks: Quirks): string {
  if (quirks.takesKeyAsToken) return token;
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null && "after" in value && typeof value.after === "string")
      if (encodeToken(value.after, quirks) === token) return value.after;
  } catch (cause) {
    throw Object.assign(wrongToken(token), { cause });
  }
  throw wrongToken(token);
}

function wrongToken(token: string) {
  return invalidArgument("continuation-token", token, "The continuation token provided is incorrect");
}

export function checksumElements(record: ObjectRecord): XmlElement {
  return record.checksum === null
    ? {}
    : { ChecksumAlgorithm: record.checksum.name.toUpperCase(), ChecksumType: record.checksum.type };
}

type Shape = { prefix: string; delimiter: string; after: string; limit: number };

function runListing(call: Call, after: string): { shape: Shape; listed: Listed; contents: XmlElement } {
  const { request } = call;
  const { objects } = bucketOf(call);
  const { encode, type } = nameEncoder(request);
  const shape = {
    prefix: queryValue(request, "prefix") ?? "",
    delimiter: queryValue(request, "delimiter") ?? "",
    after,
    limit: limitOf(request, "max-keys", call.quirks),
  };
  const listed = listKeys(objects.index, shape);
  const withOwner = queryValue(request, "list-type") !== "2" || queryValue(request, "fetch-owner") === "true";
  const contents = {
    Contents: listed.keys.flatMap((key) => {
      const record = objects.get(key);
      if (!record) return [];
      return {
        Key: encode(key),
        LastModified: new Date(record.modified).toISOString(),
        ETag: quoted(record.etag),
        ...checksumElements(record),
        Size: record.size,
        ...(withOwner ? { Owner: OWNER } : {}),
        StorageClass: record.storageClass,
      };
    }),
    Name: bucketOf(call).name,
    Prefix: encode(shape.prefix),
    Delimiter: shape.delimiter === "" ? undefined : encode(shape.delimiter),
    MaxKeys: shape.limit,
    EncodingType: type,
    CommonPrefixes: listed.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    IsTruncated: listed.truncated,
  };
  return { shape, listed, contents };
}

export const listObjectsV2: Handler = async (call) => {
  const token = queryValue(call.request, "continuation-token");
  const startAfter = queryValue(call.request, "start-after") ?? "";
  if (token === "") throw wrongToken(token);
  const { listed, contents } = runListing(
    call,
    token === undefined ? startAfter : decodeToken(token, call.quirks),
  );
  const { encode } = nameEncoder(call.request);
  return xmlReply("ListBucketResult", {
    ...contents,
    KeyCount: listed.keys.length + listed.prefixes.length,
    ContinuationToken: token,
    StartAfter: startAfter === "" ? undefined : encode(startAfter),
    NextContinuationToken: listed.truncated ? encodeToken(listed.last, call.quirks) : undefined,
  });
};

export const listObjects: Handler = async (call) => {
  const marker = queryValue(call.request, "marker") ?? "";
  const { shape, listed, contents } = runListing(call, marker);
  const { encode } = nameEncoder(call.request);
  return xmlReply("ListBucketResult", {
    ...contents,
    Marker: encode(marker),
    // S3 names the next marker only where a delimiter may hide the last key.
    NextMarker: listed.truncated && shape.delimiter !== "" ? encode(listed.last) : undefined,
  });
};
