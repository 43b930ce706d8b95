import { S3Error } from "../errors";
import { amzNames, header, type S3Request } from "../http/request";
import { type ChecksumName, checksumNameOf, isChecksumName, isChecksumValue } from "./checksums";

/** What a request says about its bytes; null where the value comes in a trailer. */
export type Stated = { name: ChecksumName; value: string | null };

function invalidValue(field: string): S3Error {
  return new S3Error("InvalidRequest", `Value for ${field} header is invalid.`);
}

function checksumOfHeader(name: string): ChecksumName | null {
  const match = /^x-amz-checksum-(.+)$/.exec(name);
  return match?.[1] !== undefined && isChecksumName(match[1]) ? match[1] : null;
}

/** With the header's name where its value cannot be a checksum of its kind. */
function inHeaders(request: S3Request, ofParts: boolean): (Stated & { wrong: string | null })[] {
  return amzNames(request).flatMap((field) => {
    const name = checksumOfHeader(field);
    const value = header(request, field);
    if (name === null || value === undefined) return [];
    // Only a checksum of checksums counts its parts, and CRC64NVME is never one.
    const bare = ofParts && name !== "crc64nvme" ? value.replace(/-[1-9]\d{0,4}$/, "") : value;
    return [{ name, value, wrong: isChecksumValue(name, bare) ? null : field }];
  });
}

function inTrailer(request: S3Request): Stated[] {
  const trailer = header(request, "x-amz-trailer");
  if (trailer === undefined) return [];
  const name = checksumOfHeader(trailer.trim().toLowerCase());
  if (name === null)
    throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  return [{ name, value: null }];
}

/** What an SDK says it computed must be what it sent. */
function requireDeclared(request: S3Request, stated: Stated | undefined): void {
  const declared = header(request, "x-amz-sdk-checksum-algorithm");
  if (declared === undefined) return;
  const name = checksumNameOf(declared);
  if (stated === undefined)
    throw new S3Error(
      "InvalidRequest",
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  if (name !== stated.name) throw invalidValue("x-amz-sdk-checksum-algorithm");
}

/** The one checksum that a request states, in a header or as the promise of a trailer. */
export function statedChecksum(request: S3Request, ofParts = false): Stated | null {
  const headers = inHeaders(request, ofParts);
  const stated: Stated[] = [...headers, ...inTrailer(request)];
  if (stated.length > 1)
    throw new S3Error(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  const [wrong] = headers.flatMap((entry) => entry.wrong ?? []);
  if (wrong !== undefined) throw invalidValue(wrong);
  requireDeclared(request, stated[0]);
  return stated[0] ?? null;
}
