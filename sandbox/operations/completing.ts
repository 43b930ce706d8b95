import { createHash } from "node:crypto";
import { CHECKSUM_BYTES, checksumElement, checksumElements, isChecksumName } from "../body/checksums";
import { writeCondition } from "../conditions";
import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { header } from "../http/request";
import { MAX_OBJECT, MAX_PARTS, MIN_PART } from "../limits";
import { NO_QUIRKS, type Quirks } from "../profiles/quirks";
import type { NewObject } from "../store/objects";
import type { PartRecord, UploadRecord } from "../store/uploads";
import { childNodes, childText, onlyChildren, readXml, type XmlNode } from "../xml";
import { bucketOf, type Call, type Handler, quoted } from "./call";
import { encryptionHeaders } from "./encryption";
import { madeVersionHeaders } from "./finding";
import { withDefault } from "./lock-rules";
import { uploadOf } from "./multipart";
import { objectChecksum, requirePartChecksum } from "./upload-checksum";

const MAX_XML = 4 * 1024 * 1024;

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
  if (parts.length === 0 || parts.length > MAX_PARTS) throw new S3Error("MalformedXML");
  return parts;
}

function requireOrder(upload: UploadRecord, named: readonly Named[]): void {
  const consecutive = upload.checksumName !== null && upload.checksumName !== "crc64nvme";
  named.forEach(({ number }, at) => {
    const before = named[at - 1]?.number ?? -1;
    // "When an additional checksum is applied to each part, the PartNumber must start at 1 and be consecutive."
    if (number <= before || (consecutive && number !== Math.max(before, 0) + 1))
      throw new S3Error("InvalidPartOrder");
  });
}

/** R2's rule, in R2's words. */
function requireEqualParts(parts: readonly PartRecord[]): void {
  const size = parts[0]?.size ?? 0;
  const last = parts.at(-1)?.size ?? 0;
  if (parts.slice(0, -1).some((part) => part.size !== size) || last > size)
    throw new S3Error("InvalidPart", "All non-trailing parts must have the same length.");
}

function sizeOf(parts: readonly PartRecord[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}

/** The named parts as they are kept; what is missing, out of order, different, too small or too much is refused. */
export function chooseParts(
  upload: UploadRecord,
  given: readonly Named[],
  quirks: Quirks = NO_QUIRKS,
): PartRecord[] {
  const named = quirks.sortsParts ? given.toSorted((a, b) => a.number - b.number) : given;
  if (quirks.wantsEveryPart && named.length < upload.parts.size) throw new S3Error("InvalidPart");
  requireOrder(upload, named);
  const chosen = named.map(({ number, etag, checksums }) => {
    const part = upload.parts.get(number);
    const details = { UploadId: upload.id, PartNumber: number, ETag: etag };
    if (!part || part.etag !== etag) throw new S3Error("InvalidPart", undefined, { details });
    requirePartChecksum(upload, part, checksums);
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
  const size = sizeOf(chosen);
  if (size > MAX_OBJECT)
    throw new S3Error("EntityTooLarge", undefined, {
      details: { ProposedSize: size, MaxSizeAllowed: MAX_OBJECT },
    });
  return chosen;
}

function requireSize(call: Call, size: number): void {
  const stated = header(call.request, "x-amz-mp-object-size");
  if (stated === undefined) return;
  const wrong = (message: string) => new S3Error("InvalidRequest", message);
  if (!/^-?\d{1,15}$/.test(stated))
    throw wrong(`Value for x-amz-mp-object-size header is invalid: '${stated}'`);
  if (Number(stated) < 0) throw wrong(`Value for x-amz-mp-object-size header is less than zero: '${stated}'`);
  if (Number(stated) !== size)
    throw wrong(
      `The provided 'x-amz-mp-object-size' header value ${stated} does not match what was computed: ${size}`,
    );
}

/**
 * A condition speaks of the whole time of the upload: a write or a delete of its key meanwhile is a conflict, after
 * which the upload must begin again ("Conditional writes"), even where the condition itself would hold.
 */
function requireNoConflict(call: Call, upload: UploadRecord): void {
  const condition = writeCondition(call.request, call.quirks);
  const current = bucketOf(call).objects.get(upload.key);
  const conflict = (name: string) =>
    new S3Error("ConditionalRequestConflict", undefined, { details: { Condition: name, Key: upload.key } });
  if (condition?.kind === "absent" && !current && upload.deletedMeanwhile) throw conflict("If-None-Match");
  if (condition?.kind !== "etag" || current?.etag !== condition.etag) return;
  if (current.modified > upload.initiated) throw conflict("If-Match");
}

async function assemble(call: Call, upload: UploadRecord, parts: readonly PartRecord[]): Promise<NewObject> {
  const md5 = createHash("md5");
  for (const part of parts) md5.update(Buffer.from(part.etag, "hex"));
  const size = sizeOf(parts);
  requireSize(call, size);
  requireNoConflict(call, upload);
  const checksum = await objectChecksum(call, bucketOf(call), upload, parts);
  const modified = call.now().getTime();
  return {
    key: upload.key,
    size,
    etag: `${md5.digest("hex")}-${parts.length}`,
    modified,
    segments: parts.map(({ segment }) => segment),
    ...upload.target,
    ...withDefault(upload.target, bucketOf(call), modified),
    checksum,
    parts: parts.map((part) => ({
      number: part.number,
      size: part.size,
      checksum: checksum.type === "COMPOSITE" ? (part.checksum?.value ?? null) : null,
    })),
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
  const { checksum } = record;
  const reply = xmlReply("CompleteMultipartUploadResult", {
    Location: `http://${call.request.host}${call.request.canonicalPath}`,
    Bucket: bucket.name,
    Key: record.key,
    ETag: call.quirks.hidesEtagOfComplete ? "" : quoted(record.etag),
    ...checksumElements(checksum),
    ChecksumType: checksum?.type,
  });
  const headers = { ...madeVersionHeaders(record), ...encryptionHeaders(record.encryption) };
  return { ...reply, headers: { ...reply.headers, ...headers } };
};
