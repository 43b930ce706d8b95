import { S3Error } from "../errors";
import { header, queryValue, type S3Request } from "../http/request";
import { signedBy } from "../journal/selected";
import { findOperation } from "../operations/table";
import { isFormUpload } from "../post/upload";

/** What is known of a request before anything is believed or done. */
export type Facts = {
  operation: string | null;
  method: string;
  bucket: string | null;
  key: string | null;
  part: number | null;
  range: string | null;
  signed: "header" | "query" | "none";
  accessKeyId: string | null;
  hasBody: boolean;
  /** Tells this very request from others, today and in a run to come: no clock, no upload's id, no arrival order. */
  identity: () => string;
};

/** Where a listing starts and what it asks for; all of it repeats when a run does. */
const LISTING = [
  "prefix",
  "delimiter",
  "marker",
  "start-after",
  "continuation-token",
  "key-marker",
  "part-number-marker",
];

function operationOf(request: S3Request): string | null {
  if (request.method === "OPTIONS") return "OPTIONS";
  // No operation has it; being refused by the table costs as much as reading the form.
  if (isFormUpload(request)) return null;
  try {
    return findOperation(request).name;
  } catch (error) {
    // What this server does not know it refuses later, in its turn.
    if (error instanceof S3Error) return null;
    throw error;
  }
}

export function factsOf(request: S3Request): Facts {
  const operation = operationOf(request);
  const part = queryValue(request, "partNumber");
  const range = request.headers.get("range")?.[0] ?? null;
  const length = request.headers.get("content-length")?.[0] ?? "0";
  const facts = {
    operation,
    method: request.method,
    bucket: request.bucket,
    key: request.key,
    part: part !== undefined && /^\d{1,5}$/.test(part) ? Number(part) : null,
    range,
    ...signedBy(request),
    hasBody: length !== "0" || request.headers.has("transfer-encoding"),
  };
  const identity = () => {
    const listing = LISTING.map((name) => queryValue(request, name) ?? null);
    // Which keys a DeleteObjects names stands in its body; its checksum stands for them.
    const digests =
      operation === "DeleteObjects"
        ? [...request.headers]
            .filter(([name]) => /^(content-md5|x-amz-checksum-[a-z0-9]+)$/.test(name))
            .sort(([a], [b]) => (a < b ? -1 : 1))
        : [];
    const asked = header(request, "access-control-request-method") ?? null;
    const { bucket, key, method } = request;
    return JSON.stringify([operation, method, bucket, key, facts.part, range, asked, listing, digests]);
  };
  return { ...facts, identity };
}
