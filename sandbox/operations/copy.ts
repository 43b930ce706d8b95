import { requireCopySource, writeCondition } from "../conditions";
import { invalidArgument, S3Error } from "../errors";
import { type Reply, xmlReply } from "../http/reply";
import { header } from "../http/request";
import type { Bucket } from "../store/bucket";
import type { ObjectRecord } from "../store/objects";
import { bucketOf, type Call, type Handler, keyOf, quoted } from "./call";
import { findObject } from "./finding";
import { partNumberOf, uploadOf } from "./multipart";
import { describedObject } from "./object-headers";

const MAX_COPY = 5 * 1024 ** 3;

type Source = { bucket: Bucket; record: ObjectRecord };

function copySource(call: Call): Source {
  const text = header(call.request, "x-amz-copy-source") ?? "";
  const wrong = (cause?: unknown) =>
    Object.assign(
      invalidArgument(
        "x-amz-copy-source",
        text,
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      ),
      { cause },
    );
  const [path = "", version] = text.split("?versionId=");
  let decoded: string;
  try {
    decoded = decodeURIComponent(path.replace(/^\//, ""));
  } catch (cause) {
    throw wrong(cause);
  }
  const slash = decoded.indexOf("/");
  if (slash < 1 || slash === decoded.length - 1) throw wrong();
  const key = decoded.slice(slash + 1);
  const bucket = call.buckets.get(decoded.slice(0, slash));
  const record = findObject(bucket, key, version);
  requireCopySource(call.request, record);
  return { bucket, record };
}

/** Runs while the source's bytes stay, whatever becomes of the source. */
async function holding<T>({ bucket, record }: Source, work: () => Promise<T>): Promise<T> {
  bucket.blobs.pin(record.segments);
  try {
    return await work();
  } finally {
    await bucket.blobs.release(record.segments);
  }
}

function copyResult(root: string, etag: string, modified: number): Reply {
  return xmlReply(root, { LastModified: new Date(modified).toISOString(), ETag: quoted(etag) });
}

function replacesMetadata(call: Call): boolean {
  const directive = header(call.request, "x-amz-metadata-directive") ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE")
    throw invalidArgument("x-amz-metadata-directive", directive, "Unknown metadata directive.");
  return directive === "REPLACE";
}

export const copyObject: Handler = async (call) => {
  const target = bucketOf(call);
  const key = keyOf(call);
  const source = copySource(call);
  const { record } = source;
  const replaces = replacesMetadata(call);
  const described = describedObject(call.request, call.quirks);
  const itself = source.bucket === target && record.key === key;
  if (itself && !replaces && header(call.request, "x-amz-storage-class") === undefined)
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  if (record.size > MAX_COPY)
    throw new S3Error(
      "InvalidRequest",
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY}`,
    );
  const copied = await holding(source, () =>
    target.objects.put(key, writeCondition(call.request, call.quirks), async () => {
      const { md5, ...segment } = await target.blobs.write(
        source.bucket.blobs.read(record.segments, 0, record.size - 1),
      );
      return {
        key,
        size: segment.size,
        etag: md5,
        modified: call.now().getTime(),
        segments: [segment],
        headers: replaces ? described.headers : record.headers,
        metadata: replaces ? described.metadata : record.metadata,
        storageClass: described.storageClass,
        checksum: record.checksum?.type === "FULL_OBJECT" ? record.checksum : null,
      };
    }),
  );
  return copyResult("CopyObjectResult", copied.etag, copied.modified);
};

export const uploadPartCopy: Handler = async (call) => {
  const target = bucketOf(call);
  const number = partNumberOf(call.request, call.quirks);
  const upload = uploadOf(call);
  const source = copySource(call);
  const { record } = source;
  const text = header(call.request, "x-amz-copy-source-range");
  let [start, end] = [0, record.size - 1];
  if (text !== undefined) {
    const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text);
    if (!match)
      throw invalidArgument(
        "x-amz-copy-source-range",
        text,
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      );
    [start, end] = [Number(match[1]), Number(match[2])];
    if (start > end || end >= record.size)
      throw invalidArgument(
        "x-amz-copy-source-range",
        text,
        `Range specified is not valid for source object of size: ${record.size}`,
      );
  }
  const { md5, ...segment } = await holding(source, () =>
    target.blobs.write(source.bucket.blobs.read(record.segments, start, end)),
  );
  const modified = call.now().getTime();
  await target.uploads.keep(upload, {
    number,
    size: segment.size,
    etag: md5,
    modified,
    segment,
    checksum: null,
  });
  return copyResult("CopyPartResult", md5, modified);
};
