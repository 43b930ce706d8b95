import { DEFAULT_CHECKSUM } from "../body/checksums";
import { isUnchanged, writeCondition } from "../conditions";
import { S3Error } from "../errors";
import type { Reply } from "../http/reply";
import { header, queryValue } from "../http/request";
import type { ObjectRecord } from "../store/versions";
import { bucketOf, type Call, type Handler, keyOf, quoted } from "./call";
import { encryptionFor, etagOf, requireReader } from "./encryption";
import { findObject, versionHeaders } from "./finding";
import { requireLockDigest, statedLock, withDefault } from "./lock-rules";
import {
  checksumHeaders,
  describedObject,
  objectHeaders,
  unchangedHeaders,
  writtenHeaders,
} from "./object-headers";
import { requireReadable, restoreHeaders } from "./restoring";
import { checksumOf, select } from "./selecting";

export const putObject: Handler = async (call) => {
  const { body, request } = call;
  const bucket = bucketOf(call);
  const key = keyOf(call);
  if (body.length === null) throw new S3Error("MissingContentLength");
  const described = describedObject(request, call.quirks);
  const lock = statedLock(call, bucket);
  requireLockDigest(call, bucket, lock, "Object");
  const encryption = encryptionFor(request, bucket, call.kmsKeys);
  const name = body.stated?.name ?? DEFAULT_CHECKSUM;
  body.take(name);
  const record = await bucket.objects.put(key, writeCondition(request, call.quirks), async () => {
    const { md5, ...segment } = await bucket.blobs.write(body.read(), body.tally);
    const modified = call.now().getTime();
    return {
      key,
      size: segment.size,
      etag: etagOf(md5, encryption),
      modified,
      segments: [segment],
      ...described,
      ...withDefault(lock, bucket, modified),
      encryption,
      checksum: { ...body.taken(name), type: "FULL_OBJECT" as const },
    };
  });
  return { status: 200, headers: { etag: quoted(record.etag), ...writtenHeaders(record) } };
};

function describe(call: Call): { record: ObjectRecord; reply: Reply; start: number; end: number } {
  const { request } = call;
  const [bucket, now] = [bucketOf(call), call.now()];
  const record = findObject(bucket, keyOf(call), queryValue(request, "versionId"));
  requireReader(call, record.encryption);
  const version = versionHeaders(bucket, record);
  if (isUnchanged(request, record, now))
    return {
      record,
      reply: { status: 304, headers: { ...unchangedHeaders(record), ...version } },
      start: 0,
      end: -1,
    };
  if (request.method !== "HEAD") requireReadable(record, now);
  const selection = select(request, record, call.quirks);
  const { range, partsCount } = selection;
  const { start, end } = range ?? { start: 0, end: record.size - 1 };
  const headers = { ...objectHeaders(request, record), ...restoreHeaders(record, now), ...version };
  headers["content-length"] = String(end - start + 1);
  if (range) headers["content-range"] = `bytes ${start}-${end}/${record.size}`;
  if (partsCount !== null) headers["x-amz-mp-parts-count"] = String(partsCount);
  if (header(request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED")
    Object.assign(headers, checksumHeaders(checksumOf(record, selection)));
  return { record, reply: { status: range ? 206 : 200, headers }, start, end };
}

export const headObject: Handler = async (call) => describe(call).reply;

export const getObject: Handler = async (call) => {
  const { record, reply, start, end } = describe(call);
  if (reply.status === 304 || end < start) return reply;
  const { blobs } = bucketOf(call);
  blobs.pin(record.segments);
  return {
    ...reply,
    body: blobs.read(record.segments, start, end),
    done: () => blobs.release(record.segments),
  };
};
