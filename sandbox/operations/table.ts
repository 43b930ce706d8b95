import { invalidArgument, S3Error } from "../errors";
import { header, queryValue, type S3Request } from "../http/request";
import { BUCKET, SERVICE } from "./bucket-operations";
import { requireKnownHeaders } from "./known-headers";
import { OBJECT } from "./object-operations";
import type { Operation } from "./operation";

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

/** Of several subresources in one query, the first of these decides. */
const BUCKET_SUBRESOURCES = [
  "cors",
  "delete",
  "encryption",
  "location",
  "object-lock",
  "policy",
  "policyStatus",
  "publicAccessBlock",
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
  requireKnownHeaders(request, operation.name);
  const reads = request.method === "GET" || request.method === "HEAD";
  if (has("partNumber") && !has("uploadId") && !reads)
    throw invalidArgument(
      "partNumber",
      queryValue(request, "partNumber") ?? "",
      "This operation does not accept partNumber without uploadId",
    );
  return operation;
}
