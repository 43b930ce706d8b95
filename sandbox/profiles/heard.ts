import { S3Error } from "../errors";
import { header, type S3Request } from "../http/request";
import type { Operation } from "../operations/table";
import { isLacking } from "./lacking";
import type { Quirks } from "./quirks";

const CONDITIONS = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];

function without(request: S3Request, isIgnored: (name: string) => boolean): S3Request {
  const left = <T>(fields: ReadonlyMap<string, T>) =>
    new Map([...fields].filter(([name]) => !isIgnored(name.toLowerCase())));
  return { ...request, headers: left(request.headers), query: left(request.query) };
}

function ignored(operation: string, quirks: Quirks): Set<string> {
  const names = new Set<string>();
  if (operation === "PutObject" && quirks.ignoresIfNoneMatch) names.add("if-none-match");
  if (operation === "PutObject" && quirks.ignoresIfMatch) names.add("if-match");
  if (operation === "DeleteObject" && quirks.ignoresIfMatchOnDelete) names.add("if-match");
  if (operation === "CompleteMultipartUpload" && quirks.ignoresConditionsOnComplete)
    for (const name of CONDITIONS) names.add(name);
  if (operation === "DeleteObjects" && quirks.ignoresDigests) names.add("content-md5");
  return names;
}

const CHECKSUMS = /^x-amz-(checksum-|sdk-checksum-algorithm$)/;

/** The request as this store hears it, once its signature was checked: without what the store does not look at. */
export function heard(request: S3Request, operation: Operation, quirks: Quirks): S3Request {
  const names = ignored(operation.name, quirks);
  if (names.size === 0 && !quirks.ignoresChecksums) return request;
  return without(
    request,
    (name) => names.has(name) || (quirks.ignoresChecksums === true && CHECKSUMS.test(name)),
  );
}

/** Throws where this store does not have what the request asks for. */
export function requireOffered(request: S3Request, operation: Operation, quirks: Quirks): void {
  const { name } = operation;
  if (quirks.noMultiDelete && name === "DeleteObjects")
    throw new S3Error("NotImplemented", "POST ?delete is not implemented for objects.", { status: 400 });
  if (isLacking(name, quirks)) throw new S3Error("NotImplemented");
  if (quirks.noTagging && header(request, "x-amz-tagging") !== undefined)
    throw new S3Error("NotImplemented", undefined, { details: { Header: "x-amz-tagging" } });
  if (quirks.noListBuckets && name === "ListBuckets") throw new S3Error("AccessDenied");
  if (quirks.refusesTrailers && request.headers.get("x-amz-content-sha256")?.[0]?.endsWith("-TRAILER"))
    throw new S3Error("XAmzContentSHA256Mismatch");
  const condition = CONDITIONS.find((field) => header(request, field) !== undefined);
  const refusesConditions =
    (quirks.refusesConditionalPut && name === "PutObject") ||
    (quirks.refusesConditionalComplete && name === "CompleteMultipartUpload");
  if (refusesConditions && condition !== undefined)
    throw new S3Error("NotImplemented", undefined, { details: { Header: condition } });
}
