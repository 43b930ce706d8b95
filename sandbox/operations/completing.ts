import { createHash } from "node:crypto";
import {
  CHECKSUM_BYTES,
  checksumElement,
  isChecksumName,
  startChecksum,
  statedChecksum,
} from "../body/checksums";
import { writeCondition } from "../conditions";
import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { header } from "../http/request";
import type { Quirks } from "../profiles/quirks";
import type { Bucket } from "../store/bucket";
import type { ObjectRecord } from "../store/objects";
import type { PartRecord, UploadRecord } from "../store/uploads";
import { childNodes, childText, onlyChildren, readXml, type XmlNode } from "../xml";
import { bucketOf, type Call, type Handler, quoted } from "./call";
import { uploadOf } from "./multipart";

const MAX_XML = 4 * 1024 * 1024;
const MIN_PART = 5 * 1024 * 1024;

type Named = { number: number; etag: string; checksums: Map<string, string> };

const CHECKSUM_ELEMENTS = Object.keys(CHECKSUM_BYTES).filter(isChecksumName).map(checksumElement);

function readPart(node: XmlNode): Named {
  onlyChildren(node, ["PartNumber", "ETag", ...CHECKSUM_ELEMENTS]);
  const number = childText(node, "PartNumber");
  const etag = childText(node, "ETag");
  if (number === undefined || etag === undefined || !/^\d{1,9}$/.test(number))
    throw new S3Error("MalformedXML");
  const checksums = new Map<string, string>();
  for (const element of CHECKSUM_ELEMENTS) {
    const value = childText(node, element);
    if (value !== undefined) checksums.set(element.slice("Checksum".length).toLowerCase(), value);
  }
  return { number: Number(number), etag: etag.replace(/^"(.*)"$/, "$1"), checksums };
}

async function readParts(call: Call): Promise<Named[]> {
  const root = readXml(await call.body.text(MAX_XML), "CompleteMultipartUpload");
  onlyChildren(root, ["Part"]);
  const parts = childNodes(root, "Part").map(readPart);
  if (parts.length === 0 || parts.length > 10_000) throw new S3Error("MalformedXML");
  return parts;
}

/** R2's rule, in R2's words. */
function requireEqualParts(parts: readonly PartRecord[]): void {
  const size = parts[0]?.size ?? 0;
  const last = parts.at(-1)?.size ?? 0;
  if (parts.slice(0, -1).some((part) => part.size !== size) || last > size)
    throw new S3Error("InvalidPart", "All non-trailing parts must have the same length.");
}

/** The named parts as they are kept; what is missing, out of order, too small or different is refused. */
function chooseParts(upload: UploadRecord, given: readonly Named[], quirks: Quirks): PartRecord[] {
  const named = quirks.sortsParts ? given.toSorted((a, b) => a.number - b.number) : given;
  if (quirks.wantsEveryPart && named.length < upload.parts.size) throw new S3Error("InvalidPart");
  const chosen = named.map(({ number, etag, checksums }, at) => {
    if (at > 0 && number <= (named[at - 1]?.number ?? 0)) throw new S3Error("InvalidPartOrder");
    const part = upload.parts.get(number);
    const details = { UploadId: upload.id, PartNumber: number, ETag: etag };
    if (!part || part.etag !== etag) throw new S3Error("InvalidPart", undefined, { details });
    for (const [name, value] of checksums)
      if (part.checksum?.name !== name || part.checksum.value !== value)
        throw new S3Error("InvalidPart", undefined, { details });
    if (upload.checksumType === "COMPOSITE" && checksums.size === 0)
      throw new S3Error(
        "InvalidRequest",
        `The upload was created using a ${upload.checksumName} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    return part;
  });
  if (quirks.equalParts) requireEqualParts(chosen);
  for (const part of chosen.slice(0, -1))
    if (part.size < MIN_PART && !quirks.takesSmallParts)
      throw new S3Error("EntityTooSmall", undefined, {
        details: {
          ProposedSize: part.size,
          MinSizeAllowed: MIN_PART,
          PartNumber: part.number,
          ETag: part.etag,
        },
      });
  return chosen;
}

async function objectChecksum(
  call: Call,
  bucket: Bucket,
  upload: UploadRecord,
  parts: readonly PartRecord[],
): Promise<ObjectRecord["checksum"]> {
  const stated = statedChecksum(call.request);
  const name = stated?.name ?? upload.checksumName;
  if (name === null || name === undefined) return null;
  if (upload.checksumName !== null && upload.checksumName !== name)
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using the ${upload.checksumName} checksum mode.`,
    );
  const type = upload.checksumType ?? "FULL_OBJECT";
  const asked = header(call.request, "x-amz-checksum-type");
  if (asked !== undefined && asked !== type)
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  const running = startChecksum(name);
  let value: string;
  if (type === "COMPOSITE") {
    for (const part of parts) running.update(Buffer.from(part.checksum?.value ?? "", "base64"));
    value = `${running.digest()}-${parts.length}`;
  } else {
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const segments = parts.map(({ segment }) => segment);
    for await (const piece of bucket.blobs.read(segments, 0, size - 1)) running.update(piece);
    value = running.digest();
  }
  if (stated?.value != null && stated.value !== value && `${stated.value}-${parts.length}` !== value)
    throw new S3Error("BadDigest", `The ${name} you specified did not match the calculated checksum.`);
  return { name, value, type };
}

async function assemble(
  call: Call,
  upload: UploadRecord,
  parts: readonly PartRecord[],
): Promise<ObjectRecord> {
  const md5 = createHash("md5");
  for (const part of parts) md5.update(Buffer.from(part.etag, "hex"));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const proposed = header(call.request, "x-amz-mp-object-size");
  if (proposed !== undefined && Number(proposed) !== size)
    throw new S3Error(
      "InvalidRequest",
      "The provided 'x-amz-mp-object-size' header does not match what was computed.",
    );
  return {
    key: upload.key,
    size,
    etag: `${md5.digest("hex")}-${parts.length}`,
    modified: call.now().getTime(),
    segments: parts.map(({ segment }) => segment),
    ...upload.target,
    checksum: await objectChecksum(call, bucketOf(call), upload, parts),
  };
}

export const completeMultipartUpload: Handler = async (call) => {
  const bucket = bucketOf(call);
  const upload = uploadOf(call);
  const named = await readParts(call);
  const record = await bucket.uploads.exclusively(upload, async () => {
    const parts = chooseParts(upload, named, call.quirks);
    const made = await bucket.objects.put(
      upload.key,
      writeCondition(call.request, call.quirks),
      () => assemble(call, upload, parts),
      "borrowed",
    );
    await bucket.uploads.end(upload, made.segments);
    return made;
  });
  const checksum = record.checksum;
  return xmlReply("CompleteMultipartUploadResult", {
    Location: `http://${call.request.host}${call.request.canonicalPath}`,
    Bucket: bucket.name,
    Key: record.key,
    ETag: call.quirks.hidesEtagOfComplete ? "" : quoted(record.etag),
    ...(checksum ? { [checksumElement(checksum.name)]: checksum.value, ChecksumType: checksum.type } : {}),
  });
};
