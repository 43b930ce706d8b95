import { checksumElements } from "../body/checksums";
import { invalidArgument } from "../errors";
import { xmlReply } from "../http/reply";
import { queryValue } from "../http/request";
import { byteString } from "../store/key-index";
import type { UploadRecord } from "../store/uploads";
import { bucketOf, type Handler, OWNER, quoted } from "./call";
import { limitOf, nameEncoder } from "./listing";
import { uploadOf } from "./multipart";

export const listParts: Handler = async (call) => {
  const { request } = call;
  const upload = uploadOf(call);
  const { encode, type } = nameEncoder(request);
  const limit = limitOf(request, "max-parts");
  const marker = queryValue(request, "part-number-marker") ?? "0";
  if (!/^\d{1,9}$/.test(marker))
    throw invalidArgument("part-number-marker", marker, "part-number-marker must be a number");
  const rest = [...upload.parts.values()]
    .filter((part) => part.number > Number(marker))
    .sort((a, b) => a.number - b.number);
  const page = rest.slice(0, limit);
  const truncated = page.length < rest.length && limit > 0;
  return xmlReply("ListPartsResult", {
    Bucket: bucketOf(call).name,
    EncodingType: type,
    Key: encode(upload.key),
    UploadId: upload.id,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: upload.target.storageClass,
    PartNumberMarker: Number(marker),
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: truncated,
    ChecksumAlgorithm: upload.checksumName?.toUpperCase(),
    ChecksumType: upload.checksumType ?? undefined,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modified).toISOString(),
      ETag: quoted(part.etag),
      ...checksumElements(upload.checksumName === null ? null : part.checksum),
      Size: part.size,
    })),
  });
};

/** The order of a listing: by the bytes of the key, then by id. */
function comparePlaces(a: { key: string; id: string }, b: { key: string; id: string }): number {
  const [left, right] = [byteString(a.key), byteString(b.key)];
  if (left !== right) return left < right ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export const listMultipartUploads: Handler = async (call) => {
  const { request } = call;
  const bucket = bucketOf(call);
  const { encode, type } = nameEncoder(request);
  const [prefix, delimiter, keyMarker, idMarker] = [
    "prefix",
    "delimiter",
    "key-marker",
    "upload-id-marker",
  ].map((name) => queryValue(request, name) ?? "") as [string, string, string, string];
  const limit = limitOf(request, "max-uploads");
  const after = { key: keyMarker, id: idMarker === "" ? "\uffff" : idMarker };
  const uploads = [...bucket.uploads.records()]
    .filter(
      (upload) =>
        (call.quirks.listsUploadsOfOneKey ? upload.key === prefix : upload.key.startsWith(prefix)) &&
        (keyMarker === "" || comparePlaces(upload, after) > 0),
    )
    .sort(comparePlaces);
  const page: UploadRecord[] = [];
  const prefixes = new Set<string>();
  let truncated = false;
  let last = { key: "", id: "" };
  for (const upload of uploads) {
    const cut = delimiter === "" ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? null : upload.key.slice(0, cut + delimiter.length);
    if (common !== null && (prefixes.has(common) || common === keyMarker)) continue;
    if (page.length + prefixes.size >= limit) {
      truncated = limit > 0;
      break;
    }
    if (common === null) page.push(upload);
    else prefixes.add(common);
    last = common === null ? upload : { key: common, id: "" };
  }
  return xmlReply("ListMultipartUploadsResult", {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: truncated ? encode(last.key) : undefined,
    NextUploadIdMarker: truncated ? last.id : undefined,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: type,
    MaxUploads: limit,
    IsTruncated: truncated,
    Upload: page.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: upload.target.storageClass,
      Initiated: new Date(upload.initiated).toISOString(),
      ChecksumAlgorithm: upload.checksumName?.toUpperCase(),
      ChecksumType: upload.checksumType ?? undefined,
    })),
    CommonPrefixes: (call.quirks.hidesPrefixesOfUploads ? [] : [...prefixes]).map((common) => ({
      Prefix: encode(common),
    })),
  });
};
