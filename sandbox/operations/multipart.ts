import { type ChecksumName, checksumNameOf, DEFAULT_CHECKSUM } from "../body/checksums";
import { invalidArgument, S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { header, queryValue, type S3Request } from "../http/request";
import { MAX_PARTS } from "../limits";
import type { Quirks } from "../profiles/quirks";
import type { UploadRecord } from "../store/uploads";
import { bucketOf, type Call, type Handler, keyOf, quoted } from "./call";
import { encryptionFor, encryptionHeaders, etagOf } from "./encryption";
import { requireLockDigest, statedLock } from "./lock-rules";
import { describedObject } from "./object-headers";

const FULL_OBJECT: readonly ChecksumName[] = ["crc32", "crc32c", "crc64nvme"];

type UploadChecksum = Pick<UploadRecord, "checksumName" | "checksumType">;

/** Which checksum the finished object is to have; CRCs can cover the whole, hashes only the list of parts. */
function uploadChecksum(request: S3Request): UploadChecksum {
  const algorithm = header(request, "x-amz-checksum-algorithm");
  const type = header(request, "x-amz-checksum-type");
  if (type !== undefined && type !== "FULL_OBJECT" && type !== "COMPOSITE")
    throw new S3Error("InvalidRequest", "Value for x-amz-checksum-type header is invalid.");
  if (algorithm === undefined) {
    if (type === undefined) return { checksumName: null, checksumType: null };
    throw new S3Error(
      "InvalidRequest",
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const name = checksumNameOf(algorithm);
  const checksumType = type ?? (name === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE");
  const fits = checksumType === "FULL_OBJECT" ? FULL_OBJECT.includes(name) : name !== "crc64nvme";
  if (!fits)
    throw new S3Error(
      "InvalidRequest",
      `The ${checksumType} checksum type cannot be used with the ${name} checksum algorithm.`,
    );
  return { checksumName: name, checksumType };
}

export const createMultipartUpload: Handler = async (call) => {
  const bucket = bucketOf(call);
  const checksum = uploadChecksum(call.request);
  const encryption = encryptionFor(call.request, bucket, call.kmsKeys);
  const upload = await bucket.uploads.create({
    key: keyOf(call),
    initiated: call.now().getTime(),
    target: { ...describedObject(call.request, call.quirks), ...statedLock(call, bucket), encryption },
    ...checksum,
  });
  const reply = xmlReply("InitiateMultipartUploadResult", {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
  });
  Object.assign(reply.headers ?? {}, encryptionHeaders(encryption));
  const named = checksum.checksumName !== null && checksum.checksumType !== null;
  if (named && reply.headers) {
    reply.headers["x-amz-checksum-algorithm"] = checksum.checksumName?.toUpperCase();
    reply.headers["x-amz-checksum-type"] = checksum.checksumType ?? undefined;
  }
  return reply;
};

export function uploadOf(call: Call): UploadRecord {
  return bucketOf(call).uploads.get(queryValue(call.request, "uploadId") ?? "", keyOf(call));
}

export function partNumberOf(request: S3Request, quirks: Quirks): number {
  const lowest = quirks.takesPartZero ? 0 : 1;
  const text = queryValue(request, "partNumber");
  if (text === undefined || !/^\d{1,9}$/.test(text) || Number(text) < lowest || Number(text) > MAX_PARTS)
    throw invalidArgument(
      "partNumber",
      text ?? "",
      "Part number must be an integer between 1 and 10000, inclusive",
    );
  return Number(text);
}

/** Parts of a COMPOSITE upload must state its checksum, those of others may; none may state another. */
function requireChecksumOf(
  { checksumName, checksumType }: UploadRecord,
  stated: ChecksumName | null,
  { demandsChecksumsOfParts }: Quirks,
): void {
  if (checksumName === null || stated === checksumName) return;
  if (stated === null && checksumType === "FULL_OBJECT" && demandsChecksumsOfParts)
    throw new S3Error("InvalidArgument", `checksum missing, want "${checksumName.toUpperCase()}", got ""`);
  if (stated === null && checksumType === "FULL_OBJECT") return;
  throw new S3Error(
    "InvalidRequest",
    `Checksum Type mismatch occurred, expected checksum Type: ${checksumName}, actual checksum Type: ${stated}`,
  );
}

export const uploadPart: Handler = async (call) => {
  const { body, request } = call;
  const bucket = bucketOf(call);
  const number = partNumberOf(request, call.quirks);
  const upload = uploadOf(call);
  if (body.length === null) throw new S3Error("MissingContentLength");
  requireLockDigest(call, bucket, upload.target, "Part");
  requireChecksumOf(upload, body.stated?.name ?? null, call.quirks);
  const name = upload.checksumName ?? DEFAULT_CHECKSUM;
  body.take(name);
  const { md5, ...segment } = await bucket.blobs.write(body.read(), body.tally);
  const checksum = body.taken(name);
  const etag = etagOf(md5, upload.target.encryption);
  const part = { number, size: segment.size, etag, modified: call.now().getTime(), segment, checksum };
  await bucket.uploads.keep(upload, part);
  const told = upload.checksumName === null ? body.checksum : checksum;
  return {
    status: 200,
    headers: {
      etag: quoted(etag),
      ...encryptionHeaders(upload.target.encryption),
      ...(told === null ? {} : { [`x-amz-checksum-${told.name}`]: told.value }),
    },
  };
};

export const abortMultipartUpload: Handler = async (call) => {
  const { uploads } = bucketOf(call);
  const upload = uploadOf(call);
  await uploads.exclusively(upload, () => uploads.end(upload));
  return { status: 204 };
};
