import { isUnchanged, rangeApplies, writeCondition } from "../conditions";
import { invalidArgument, S3Error } from "../errors";
import type { Reply } from "../http/reply";
import { header, queryValue } from "../http/request";
import { parseRange } from "../ranges";
import type { ObjectRecord } from "../store/objects";
import { bucketOf, type Call, type Handler, keyOf, quoted } from "./call";
import { describedObject, objectHeaders, versionHeaders } from "./object-headers";

function existingObject(call: Call): ObjectRecord {
  const key = keyOf(call);
  const bucket = bucketOf(call);
  const versionId = queryValue(call.request, "versionId");
  // Without versioning every object is the version "null".
  if (versionId !== undefined && versionId !== "null")
    throw invalidArgument("versionId", versionId, "Invalid version id specified");
  const record = bucket.objects.get(key);
  if (!record) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
  return record;
}

export const putObject: Handler = async (call) => {
  const { body, request } = call;
  const bucket = bucketOf(call);
  const key = keyOf(call);
  if (body.length === null) throw new S3Error("MissingContentLength");
  const described = describedObject(request);
  const record = await bucket.objects.put(key, writeCondition(request), async () => {
    const { md5, ...segment } = await bucket.blobs.write(body.read());
    return {
      key,
      size: segment.size,
      etag: md5,
      modified: call.now().getTime(),
      segments: [segment],
      ...described,
      checksum: body.checksum === null ? null : { ...body.checksum, type: "FULL_OBJECT" as const },
    };
  });
  const headers: Record<string, string> = { etag: quoted(record.etag) };
  if (record.checksum) {
    headers[`x-amz-checksum-${record.checksum.name}`] = record.checksum.value;
    headers["x-amz-checksum-type"] = record.checksum.type;
  }
  return { status: 200, headers };
};

function describe(call: Call): { record: ObjectRecord; reply: Reply; start: number; end: number } {
  const { request } = call;
  const record = existingObject(call);
  if (isUnchanged(request, record))
    return { record, reply: { status: 304, headers: versionHeaders(record) }, start: 0, end: -1 };
  const range = rangeApplies(request, record) ? parseRange(header(request, "range"), record.size) : null;
  const { start, end } = range ?? { start: 0, end: record.size - 1 };
  const headers = objectHeaders(request, record);
  headers["content-length"] = String(end - start + 1);
  if (range) {
    headers["content-range"] = `bytes ${start}-${end}/${record.size}`;
    // A checksum of the whole says nothing about a part.
    for (const name of Object.keys(headers)) if (name.startsWith("x-amz-checksum-")) delete headers[name];
  }
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

export const deleteObject: Handler = async (call) => {
  const versionId = queryValue(call.request, "versionId");
  if (versionId !== undefined && versionId !== "null")
    throw invalidArgument("versionId", versionId, "Invalid version id specified");
  await bucketOf(call).objects.delete(keyOf(call), writeCondition(call.request));
  return { status: 204 };
};
