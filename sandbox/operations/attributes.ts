import { checksumElements } from "../body/checksums";
import { isUnchanged } from "../conditions";
import { invalidArgument, S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { header, queryValue, type S3Request } from "../http/request";
import type { ObjectRecord } from "../store/versions";
import type { XmlElement } from "../xml";
import { bucketOf, type Handler, keyOf } from "./call";
import { findObject, versionHeaders } from "./finding";
import { unchangedHeaders, validatorHeaders } from "./object-headers";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
const MAX_PARTS = 1000;

function wantedAttributes(request: S3Request): Set<string> {
  const text = header(request, "x-amz-object-attributes") ?? "";
  if (text.trim() === "")
    throw new S3Error(
      "InvalidRequest",
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
    );
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined)
    throw invalidArgument("x-amz-object-attributes", unknown, "Invalid attribute name specified.");
  return new Set(wanted);
}

function numberOf(request: S3Request, name: string, otherwise: number): number {
  const text = header(request, name);
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text))
    throw invalidArgument(name, text, `Provided ${text} not an integer or within integer range`);
  return Number(text);
}

/** Part by part only where the parts keep checksums of their own; else S3 tells no more than how many there are. */
function objectParts(request: S3Request, { parts, checksum }: ObjectRecord): XmlElement | undefined {
  const limit = Math.min(numberOf(request, "x-amz-max-parts", MAX_PARTS), MAX_PARTS);
  const marker = numberOf(request, "x-amz-part-number-marker", 0);
  if (!parts) return undefined;
  if (checksum?.type !== "COMPOSITE") return { PartsCount: parts.length };
  const rest = parts.filter(({ number }) => number > marker);
  const page = rest.slice(0, limit);
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: page.length < rest.length,
    Part: page.map(({ number, size, checksum: value }) => ({
      PartNumber: number,
      Size: size,
      ...checksumElements(value === null ? null : { name: checksum.name, value }),
    })),
  };
}

/** Here S3 writes ETags without quotes, and checksums of parts without their number. */
function attributesOf(request: S3Request, record: ObjectRecord): XmlElement {
  const { checksum } = record;
  return {
    ETag: record.etag,
    Checksum: checksum
      ? {
          ...checksumElements({ ...checksum, value: checksum.value.replace(/-\d+$/, "") }),
          ChecksumType: checksum.type,
        }
      : undefined,
    ObjectParts: objectParts(request, record),
    StorageClass: record.storageClass,
    ObjectSize: record.size,
  };
}

export const getObjectAttributes: Handler = async (call) => {
  const { request } = call;
  const wanted = wantedAttributes(request);
  const bucket = bucketOf(call);
  const record = findObject(bucket, keyOf(call), queryValue(request, "versionId"));
  const version = versionHeaders(bucket, record);
  if (isUnchanged(request, record, call.now()))
    return { status: 304, headers: { ...unchangedHeaders(record), ...version } };
  const attributes = Object.entries(attributesOf(request, record)).filter(([name]) => wanted.has(name));
  const reply = xmlReply("GetObjectAttributesResponse", Object.fromEntries(attributes));
  const modified = validatorHeaders(record)["last-modified"];
  return { ...reply, headers: { ...reply.headers, "last-modified": modified, ...version } };
};
