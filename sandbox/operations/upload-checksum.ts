import {
  type ChecksumName,
  DEFAULT_CHECKSUM,
  isChecksumName,
  isChecksumValue,
  type ObjectChecksum,
  startDigest,
} from "../body/checksums";
import { statedChecksum } from "../body/stated";
import { invalidArgument, S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import type { Bucket } from "../store/bucket";
import type { PartRecord, UploadRecord } from "../store/uploads";
import type { Call } from "./call";
import { wholeChecksum } from "./whole-checksum";

/** What the request to complete says of one part must be its checksum, and for COMPOSITE it must say it. */
export function requirePartChecksum(
  upload: UploadRecord,
  part: PartRecord,
  named: ReadonlyMap<string, string>,
): void {
  const { checksumName, checksumType } = upload;
  const unfit = [...named].some(([name, value]) => !isChecksumName(name) || !isChecksumValue(name, value));
  if (named.size > 1 || unfit) {
    const told = [...named].map(([name, value]) =>
      named.size > 1 ? `${name.toUpperCase()}:${value};` : value,
    );
    throw invalidArgument(
      "Checksum",
      told.join(""),
      "Invalid Base64 or multiple checksums present in request",
    );
  }
  const [stated] = named;
  if (stated === undefined) {
    if (checksumType !== "COMPOSITE") return;
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using a ${checksumName} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  }
  const [name, value] = stated;
  if (checksumName !== null && name !== checksumName)
    throw new S3Error(
      "BadDigest",
      `The ${name} you specified for part ${part.number} did not match what we received.`,
    );
  if (checksumName === null || part.checksum?.value !== value)
    throw new S3Error("InvalidPart", undefined, {
      details: { UploadId: upload.id, PartNumber: part.number, ETag: part.etag },
    });
}

function requireType(request: S3Request, upload: UploadRecord): void {
  const asked = header(request, "x-amz-checksum-type");
  if (asked === undefined || asked === upload.checksumType) return;
  if (asked !== "FULL_OBJECT" && asked !== "COMPOSITE")
    throw new S3Error("InvalidRequest", "Value for x-amz-checksum-type header is invalid.");
  throw new S3Error(
    "InvalidRequest",
    `The upload was created using the ${upload.checksumType} checksum mode. The complete request must use the same checksum mode.`,
  );
}

async function computed(
  bucket: Bucket,
  name: ChecksumName,
  type: ObjectChecksum["type"],
  parts: readonly PartRecord[],
): Promise<string> {
  if (type === "FULL_OBJECT") return await wholeChecksum(name, parts, bucket.blobs);
  const running = startDigest(name);
  for (const part of parts) running.update(Buffer.from(part.checksum?.value ?? "", "base64"));
  return `${running.digest()}-${parts.length}`;
}

/** Without a type S3 takes what is stated for a checksum of checksums, CRC64NVME excepted. */
function requireStated(request: S3Request, { name, value, type }: ObjectChecksum, count: number): void {
  const stated = statedChecksum(request, true);
  if (stated === null) return;
  const asked =
    header(request, "x-amz-checksum-type") ?? (name === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE");
  const fits = type === "COMPOSITE" ? [value, value.replace(`-${count}`, "")] : [value];
  if (stated.name !== name || asked !== type || stated.value === null || !fits.includes(stated.value))
    throw new S3Error("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
}

/** The finished object's checksum; an upload that named no algorithm gets S3's default, whatever is stated at its end. */
export async function objectChecksum(
  call: Call,
  bucket: Bucket,
  upload: UploadRecord,
  parts: readonly PartRecord[],
): Promise<ObjectChecksum> {
  requireType(call.request, upload);
  const [name, type] = [upload.checksumName ?? DEFAULT_CHECKSUM, upload.checksumType ?? "FULL_OBJECT"];
  const checksum = { name, type, value: await computed(bucket, name, type, parts) };
  if (upload.checksumName === null) statedChecksum(call.request, true);
  else requireStated(call.request, checksum, parts.length);
  return checksum;
}
