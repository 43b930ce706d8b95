import {
  type Checksum,
  type ChecksumName,
  checksumElements,
  checksumNameOf,
  DEFAULT_CHECKSUM,
  type ObjectChecksum,
} from "../body/checksums";
import { Tally } from "../body/tally";
import { requireCopySource, writeCondition } from "../conditions";
import { invalidArgument, S3Error } from "../errors";
import { type Reply, xmlReply } from "../http/reply";
import { header } from "../http/request";
import { MAX_PART } from "../limits";
import { type ByteRange, parseCopyRange } from "../ranges";
import type { Written } from "../store/blobs";
import type { Bucket } from "../store/bucket";
import type { Encryption } from "../store/encryption";
import type { ObjectRecord } from "../store/versions";
import { bucketOf, type Call, type Handler, keyOf, quoted } from "./call";
import { encryptionFor, encryptionHeaders, etagOf, requireReader } from "./encryption";
import { findObject, madeVersionHeaders, versionHeaders } from "./finding";
import { statedLock, withDefault } from "./lock-rules";
import { partNumberOf, uploadOf } from "./multipart";
import { describedObject } from "./object-headers";
import { requireReadable } from "./restoring";

type Source = { bucket: Bucket; record: ObjectRecord };

function sourceObject(bucket: Bucket, key: string, versionId: string | undefined): ObjectRecord {
  try {
    return findObject(bucket, key, versionId);
  } catch (error) {
    if (!(error instanceof S3Error) || error.code !== "MethodNotAllowed") throw error;
    throw new S3Error(
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
      { cause: error },
    );
  }
}

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
  const action = version === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  call.rights.require(action, { bucket: bucket.name, key, versionId: version });
  const record = sourceObject(bucket, key, version);
  requireReader(call, record.encryption);
  requireCopySource(call.request, record, call.now());
  requireReadable(record, call.now(), "Operation is not valid for the source object's storage class");
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

type Made = {
  etag: string;
  modified: number;
  checksum: Checksum | ObjectChecksum | null;
  encryption?: Encryption | undefined;
};

function copyResult(root: string, source: Source, { etag, modified, checksum, encryption }: Made): Reply {
  const reply = xmlReply(root, {
    LastModified: new Date(modified).toISOString(),
    ETag: quoted(etag),
    ...checksumElements(checksum),
    ChecksumType: checksum && "type" in checksum ? checksum.type : undefined,
  });
  const version = versionHeaders(source.bucket, source.record)["x-amz-version-id"];
  const headers = { ...encryptionHeaders(encryption), "x-amz-copy-source-version-id": version };
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** Whether a copy gets what its request says of this instead of what its source has. */
function replaces(call: Call, what: "metadata" | "tagging"): boolean {
  const name = `x-amz-${what}-directive`;
  const directive = header(call.request, name) ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE")
    throw invalidArgument(name, directive, `Unknown ${what} directive.`);
  return directive === "REPLACE";
}

function requireCopySize(size: number): void {
  if (size > MAX_PART)
    throw new S3Error(
      "InvalidRequest",
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PART}`,
    );
}

/** The asked algorithm or the source's; it always covers the whole copy, which has no parts. */
function checksumNameFor(call: Call, source: ObjectRecord) {
  const asked = header(call.request, "x-amz-checksum-algorithm");
  return asked === undefined ? (source.checksum?.name ?? DEFAULT_CHECKSUM) : checksumNameOf(asked);
}

/** Bytes of the source, written anew with the checksum that the copy is to have. */
async function transfer(
  { bucket, record }: Source,
  target: Bucket,
  { start, end }: ByteRange,
  name: ChecksumName,
): Promise<Written & { checksum: Checksum }> {
  const tally = new Tally();
  tally.take(name);
  const bytes = tally.over(bucket.blobs.read(record.segments, start, end));
  const written = await target.blobs.write(bytes, tally);
  return { ...written, checksum: { name, value: tally.value(name) } };
}

export const copyObject: Handler = async (call) => {
  const target = bucketOf(call);
  const key = keyOf(call);
  const source = copySource(call);
  const { record } = source;
  const [newMetadata, newTags] = [replaces(call, "metadata"), replaces(call, "tagging")];
  if (!newTags && record.tags?.length) {
    call.rights.require("s3:GetObjectTagging", { bucket: source.bucket.name, key: record.key });
    call.rights.require("s3:PutObjectTagging", { bucket: target.name, key });
  }
  const checksumName = checksumNameFor(call, record);
  const described = describedObject(call.request, call.quirks);
  const lock = statedLock(call, target);
  const encryption = encryptionFor(call.request, target, call.kmsKeys);
  // A noncurrent version may be copied over its own key as it is: that is how S3 restores one.
  const itself = source.bucket === target && target.objects.get(key) === record;
  const changes =
    header(call.request, "x-amz-storage-class") !== undefined ||
    encryption.stated ||
    target.settings.encryption !== undefined;
  if (itself && !newMetadata && !changes)
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  requireCopySize(record.size);
  const copied = await holding(source, () =>
    target.objects.put(key, writeCondition(call.request, call.quirks), async () => {
      const whole = { start: 0, end: record.size - 1 };
      const { md5, checksum, ...segment } = await transfer(source, target, whole, checksumName);
      const modified = call.now().getTime();
      return {
        key,
        size: segment.size,
        etag: etagOf(md5, encryption),
        modified,
        segments: [segment],
        ...withDefault(lock, target, modified),
        headers: newMetadata ? described.headers : record.headers,
        metadata: newMetadata ? described.metadata : record.metadata,
        storageClass: described.storageClass,
        encryption,
        tags: (newTags ? described.tags : record.tags) ?? [],
        checksum: { ...checksum, type: "FULL_OBJECT" as const },
      };
    }),
  );
  const reply = copyResult("CopyObjectResult", source, copied);
  return { ...reply, headers: { ...reply.headers, ...madeVersionHeaders(copied) } };
};

export const uploadPartCopy: Handler = async (call) => {
  const target = bucketOf(call);
  const number = partNumberOf(call.request, call.quirks);
  const upload = uploadOf(call);
  const source = copySource(call);
  const { record } = source;
  const text = header(call.request, "x-amz-copy-source-range");
  const whole = { start: 0, end: record.size - 1 };
  const range = text === undefined ? whole : parseCopyRange(text, record.size);
  requireCopySize(range.end - range.start + 1);
  const name = upload.checksumName ?? DEFAULT_CHECKSUM;
  const { md5, checksum, ...segment } = await holding(source, () => transfer(source, target, range, name));
  const modified = call.now().getTime();
  const { encryption } = upload.target;
  const part = { number, size: segment.size, etag: etagOf(md5, encryption), modified, segment, checksum };
  await target.uploads.keep(upload, part);
  const told = upload.checksumName === null ? null : checksum;
  return copyResult("CopyPartResult", source, { ...part, checksum: told, encryption });
};
