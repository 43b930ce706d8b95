import { isUnchanged, rangeApplies, writeCondition } from "../conditions";
import { S3Error } from "../errors";
import type { Reply } from "../http/reply";
import { header, queryValue } from "../http/request";
import { parseRange } from "../ranges";
import type { ObjectRecord } from "../store/objects";
import { bucketOf, type Call, type Handler, keyOf, quoted } from "./call";
import { findObject, requireVersionId } from "./finding";
import { describedObject, objectHeaders, validatorHeaders, writtenHeaders } from "./object-headers";

export const putObject: Handler = async (call) => {
  const { body, request } = call;
  const bucket = bucketOf(call);
  const key = keyOf(call);
  if (body.length === null) throw new S3Error("MissingContentLength");
  const described = describedObject(request, call.quirks);
  const record = await bucket.objects.put(key, writeCondition(request, call.quirks), async () => {
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
  return { status: 200, headers: { etag: quoted(record.etag), ...writtenHeaders(record) } };
};

function describe(call: Call): { record: ObjectRecord; reply: Reply; start: number; end: number } {
  const { request } = call;
  const record = findObject(bucketOf(call), keyOf(call), queryValue(request, "versionId"));
  if (isUnchanged(request, record))
    return { record, reply: { status: 304, headers: validatorHeaders(record) }, start: 0, end: -1 };
  const range = rangeApplies(request, record)
    ? parseRange(header(request, "range"), record.size, call.quirks)
    : null;
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
  requireVersionId(queryValue(call.request, "versionId"));
  await bucketOf(call).objects.delete(keyOf(call), writeCondition(call.request, call.quirks));
  return { status: 204 };
};
