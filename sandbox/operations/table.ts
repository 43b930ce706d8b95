import { invalidArgument, S3Error } from "../errors";
import { amzNames, header, queryValue, type S3Request } from "../http/request";
import { getObjectAttributes } from "./attributes";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets";
import type { Handler } from "./call";
import { completeMultipartUpload } from "./completing";
import { copyObject, uploadPartCopy } from "./copy";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./cors";
import { deleteObjects } from "./deleting";
import { deleteObject } from "./deletion";
import { listObjects, listObjectsV2 } from "./listing";
import { abortMultipartUpload, createMultipartUpload, uploadPart } from "./multipart";
import { getObjectLockConfiguration, putObjectLockConfiguration } from "./object-lock";
import { getObject, headObject, putObject } from "./objects";
import { restoreObject } from "./restoring";
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from "./retention";
import {
  deleteBucketTagging,
  deleteObjectTagging,
  getBucketTagging,
  getObjectTagging,
  putBucketTagging,
  putObjectTagging,
} from "./tagging";
import { listMultipartUploads, listParts } from "./upload-listing";
import { listObjectVersions } from "./version-listing";
import { getBucketVersioning, putBucketVersioning } from "./versioning";

export type Operation = {
  name: string;
  run: Handler;
  /** Changes something: refused to a user who may only read. */
  writes?: boolean;
  /** Reads the body itself; for all others it is read and checked beforehand. */
  takesBody?: boolean;
  /** Its checksum headers speak of the whole object, not of the body. */
  checksumOfObject?: boolean;
};

/** Parts of S3 that a query asks for by name: where this server does not have one, it is refused, not misunderstood. */
const PARTS = [
  "abac",
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "logging",
  "metadataTable",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "renameObject",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "session",
  "tagging",
  "torrent",
  "versioning",
  "versions",
  "website",
];

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
  "x-amz-sdk-checksum-algorithm",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-tagging-directive",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

function isKnownHeader(name: string): boolean {
  return KNOWN_HEADERS.has(name) || /^x-amz-(meta-|copy-source)/.test(name);
}

function requireKnownHeaders(request: S3Request): void {
  const unknown = amzNames(request).find((name) => !isKnownHeader(name));
  if (unknown !== undefined) throw new S3Error("NotImplemented", undefined, { details: { Header: unknown } });
  const acl = header(request, "x-amz-acl");
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control")
    throw new S3Error("AccessControlListNotSupported");
}

const SERVICE: Record<string, Operation> = { GET: { name: "ListBuckets", run: listBuckets } };

/** `METHOD` or `METHOD subresource`; the first subresource of the query that is listed here decides. */
const BUCKET: Record<string, Operation> = {
  GET: { name: "ListObjects", run: listObjects },
  "GET list-type": { name: "ListObjectsV2", run: listObjectsV2 },
  "GET location": { name: "GetBucketLocation", run: getBucketLocation },
  "GET cors": { name: "GetBucketCors", run: getBucketCors },
  "PUT cors": { name: "PutBucketCors", run: putBucketCors, writes: true, takesBody: true },
  "DELETE cors": { name: "DeleteBucketCors", run: deleteBucketCors, writes: true },
  "GET uploads": { name: "ListMultipartUploads", run: listMultipartUploads },
  "GET versions": { name: "ListObjectVersions", run: listObjectVersions },
  "GET versioning": { name: "GetBucketVersioning", run: getBucketVersioning },
  "PUT versioning": { name: "PutBucketVersioning", run: putBucketVersioning, writes: true, takesBody: true },
  "GET object-lock": { name: "GetObjectLockConfiguration", run: getObjectLockConfiguration },
  "PUT object-lock": {
    name: "PutObjectLockConfiguration",
    run: putObjectLockConfiguration,
    writes: true,
    takesBody: true,
  },
  "POST delete": { name: "DeleteObjects", run: deleteObjects, writes: true, takesBody: true },
  "GET tagging": { name: "GetBucketTagging", run: getBucketTagging },
  "PUT tagging": { name: "PutBucketTagging", run: putBucketTagging, writes: true, takesBody: true },
  "DELETE tagging": { name: "DeleteBucketTagging", run: deleteBucketTagging, writes: true },
  PUT: { name: "CreateBucket", run: createBucket, writes: true, takesBody: true },
  HEAD: { name: "HeadBucket", run: headBucket },
  DELETE: { name: "DeleteBucket", run: deleteBucket, writes: true },
};

const OBJECT: Record<string, Operation> = {
  GET: { name: "GetObject", run: getObject },
  HEAD: { name: "HeadObject", run: headObject },
  PUT: { name: "PutObject", run: putObject, writes: true, takesBody: true },
  "PUT copy": { name: "CopyObject", run: copyObject, writes: true },
  "POST uploads": { name: "CreateMultipartUpload", run: createMultipartUpload, writes: true },
  "PUT uploadId": { name: "UploadPart", run: uploadPart, writes: true, takesBody: true },
  "PUT uploadId copy": { name: "UploadPartCopy", run: uploadPartCopy, writes: true },
  "GET uploadId": { name: "ListParts", run: listParts },
  "DELETE uploadId": { name: "AbortMultipartUpload", run: abortMultipartUpload, writes: true },
  "POST uploadId": {
    name: "CompleteMultipartUpload",
    run: completeMultipartUpload,
    writes: true,
    takesBody: true,
    checksumOfObject: true,
  },
  "GET attributes": { name: "GetObjectAttributes", run: getObjectAttributes },
  "GET tagging": { name: "GetObjectTagging", run: getObjectTagging },
  "PUT tagging": { name: "PutObjectTagging", run: putObjectTagging, writes: true, takesBody: true },
  "DELETE tagging": { name: "DeleteObjectTagging", run: deleteObjectTagging, writes: true },
  "POST restore": { name: "RestoreObject", run: restoreObject, writes: true, takesBody: true },
  DELETE: { name: "DeleteObject", run: deleteObject, writes: true },
  "GET retention": { name: "GetObjectRetention", run: getObjectRetention },
  "PUT retention": { name: "PutObjectRetention", run: putObjectRetention, writes: true, takesBody: true },
  "GET legal-hold": { name: "GetObjectLegalHold", run: getObjectLegalHold },
  "PUT legal-hold": { name: "PutObjectLegalHold", run: putObjectLegalHold, writes: true, takesBody: true },
};

const BUCKET_SUBRESOURCES = [
  "cors",
  "delete",
  "location",
  "object-lock",
  "tagging",
  "uploadId",
  "uploads",
  "versioning",
  "versions",
  "list-type",
];
const OBJECT_SUBRESOURCES = [
  "attributes",
  "legal-hold",
  "restore",
  "retention",
  "tagging",
  "uploads",
  "uploadId",
];

/** What every operation of this server is called, and the preflight. */
export function operationNames(): string[] {
  const operations = [SERVICE, BUCKET, OBJECT].flatMap((table) => Object.values(table));
  return [...new Set(operations.map(({ name }) => name)), "OPTIONS"].sort();
}

export function findOperation(request: S3Request): Operation {
  const table = request.bucket === null ? SERVICE : request.key === null ? BUCKET : OBJECT;
  const has = (name: string) => request.query.has(name);
  const subresource = (request.key === null ? BUCKET_SUBRESOURCES : OBJECT_SUBRESOURCES).find(has);
  const copies =
    request.method === "PUT" && header(request, "x-amz-copy-source") !== undefined ? " copy" : "";
  const operation = table[`${request.method}${subresource ? ` ${subresource}` : ""}${copies}`];
  const unknown = PARTS.find((name) => has(name) && name !== subresource);
  if (unknown !== undefined)
    throw new S3Error("NotImplemented", `This server does not implement ?${unknown}.`);
  if (!operation) {
    const known = Object.keys(table).some((entry) => entry.split(" ")[0] === request.method);
    if (known || request.method === "POST")
      throw new S3Error("NotImplemented", "This server does not implement the requested operation.");
    throw new S3Error("MethodNotAllowed", undefined, { details: { Method: request.method } });
  }
  requireKnownHeaders(request);
  const reads = request.method === "GET" || request.method === "HEAD";
  if (has("partNumber") && !has("uploadId") && !reads)
    throw invalidArgument(
      "partNumber",
      queryValue(request, "partNumber") ?? "",
      "This operation does not accept partNumber without uploadId",
    );
  return operation;
}
