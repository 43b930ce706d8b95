import { S3Error } from "../errors";
import { amzNames, header, type S3Request } from "../http/request";
import { requireFittingEncryption } from "./encryption";

/** The headers that some operation here obeys or may overlook as S3 does; a header of any other name is refused. */
const KNOWN_HEADERS = new Set([
  "x-amz-acl",
  "x-amz-bucket-object-lock-enabled",
  "x-amz-bucket-region",
  "x-amz-bypass-governance-retention",
  "x-amz-checksum-algorithm",
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc32c",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-mode",
  "x-amz-checksum-sha1",
  "x-amz-checksum-sha256",
  "x-amz-checksum-type",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-max-parts",
  "x-amz-metadata-directive",
  "x-amz-mp-object-size",
  "x-amz-object-attributes",
  "x-amz-object-lock-legal-hold",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-ownership",
  "x-amz-part-number-marker",
  "x-amz-request-payer",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-server-side-encryption-context",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-source-expected-bucket-owner",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-tagging-directive",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

function isKnownHeader(name: string): boolean {
  return KNOWN_HEADERS.has(name) || /^x-amz-(meta-|copy-source)/.test(name);
}

export function requireKnownHeaders(request: S3Request, operation: string): void {
  requireFittingEncryption(request, operation);
  const unknown = amzNames(request).find((name) => !isKnownHeader(name));
  if (unknown !== undefined) throw new S3Error("NotImplemented", undefined, { details: { Header: unknown } });
  const acl = header(request, "x-amz-acl");
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control")
    throw new S3Error("AccessControlListNotSupported");
}
