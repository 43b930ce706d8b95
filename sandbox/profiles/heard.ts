import { S3Error } from "../errors";
import { amzNames, header, type S3Request } from "../http/request";
import type { Operation } from "../operations/operation";
import { isLacking } from "./lacking";
import type { Quirks, Switch } from "./quirks";

const CONDITIONS = /^if-(none-)?match$|^if-(un)?modified-since$/;

type Ignored = { by: Switch; of?: RegExp; field: RegExp; versioned?: true };

/** What is not looked at, in the headers and in the query of which operations. */
const IGNORED: readonly Ignored[] = [
  { by: "ignoresIfNoneMatch", of: /^PutObject$/, field: /^if-none-match$/ },
  { by: "ignoresIfNoneMatchWhereVersions", of: /^PutObject$/, field: /^if-none-match$/, versioned: true },
  { by: "ignoresIfMatch", of: /^PutObject$/, field: /^if-match$/ },
  { by: "ignoresIfMatchOnDelete", of: /^DeleteObject$/, field: /^if-match$/ },
  { by: "ignoresConditionsOnComplete", of: /^CompleteMultipartUpload$/, field: CONDITIONS },
  { by: "ignoresSizeOfParts", of: /^CompleteMultipartUpload$/, field: /^x-amz-mp-object-size$/ },
  { by: "ignoresDigests", of: /^DeleteObjects$/, field: /^content-md5$/ },
  { by: "ignoresIfRange", field: /^if-range$/ },
  { by: "ignoresPartNumber", of: /^(Get|Head)Object$/, field: /^partnumber$/ },
  { by: "ignoresCopyConditions", field: /^x-amz-copy-source-if-/ },
  { by: "ignoresTaggingDirective", field: /^x-amz-tagging-directive$/ },
  { by: "ignoresChecksums", field: /^x-amz-(checksum-|sdk-checksum-algorithm$)/ },
];

/** The request as this store hears it, once its signature was checked: without what the store does not look at. */
export function heard(
  request: S3Request,
  { name }: Operation,
  quirks: Quirks,
  keepsVersions: boolean,
): S3Request {
  const ignored = IGNORED.filter(
    ({ by, of, versioned }) =>
      quirks[by] && (of === undefined || of.test(name)) && (versioned === undefined || keepsVersions),
  );
  if (ignored.length === 0) return request;
  const left = <T>(fields: ReadonlyMap<string, T>) =>
    new Map([...fields].filter(([field]) => !ignored.some((one) => one.field.test(field.toLowerCase()))));
  return { ...request, headers: left(request.headers), query: left(request.query) };
}

/** Encryption by the store with keys of its own; keys of the client's are another thing. */
const SSE = /^x-amz-server-side-encryption(?!-customer)/;

const CHECKSUM = /^x-amz-(checksum-|sdk-checksum-algorithm$)/;

/** Throws where this store does not have what the request asks for. */
export function requireOffered(request: S3Request, operation: Operation, quirks: Quirks): void {
  const { name } = operation;
  if (quirks.noMultiDelete && name === "DeleteObjects")
    throw new S3Error("NotImplemented", "POST ?delete is not implemented for objects.", { status: 400 });
  if (isLacking(name, quirks)) throw new S3Error("NotImplemented");
  if (quirks.noObjectLock && amzNames(request).some((field) => field.includes("object-lock")))
    throw new S3Error("NotImplemented");
  if (quirks.noEncryption && amzNames(request).some((field) => SSE.test(field)))
    throw new S3Error("NotImplemented");
  if (quirks.noTagging && header(request, "x-amz-tagging") !== undefined)
    throw new S3Error("NotImplemented", undefined, { details: { Header: "x-amz-tagging" } });
  const checksum = quirks.refusesChecksums && amzNames(request).find((field) => CHECKSUM.test(field));
  if (checksum)
    throw new S3Error("InvalidArgument", `Unsupported header '${checksum}' received for this API call.`);
  if (quirks.noListBuckets && name === "ListBuckets") throw new S3Error("AccessDenied");
  if (quirks.refusesTrailers && request.headers.get("x-amz-content-sha256")?.[0]?.endsWith("-TRAILER"))
    throw new S3Error("XAmzContentSHA256Mismatch");
  const condition = [...request.headers.keys()].find((field) => CONDITIONS.test(field));
  if (quirks.onlyStandard && (header(request, "x-amz-storage-class") ?? "STANDARD") !== "STANDARD")
    throw new S3Error("InvalidArgument");
  const refusesConditions =
    (quirks.refusesConditionalPut && name === "PutObject") ||
    (quirks.refusesConditionalComplete && name === "CompleteMultipartUpload");
  if (refusesConditions && condition !== undefined)
    throw new S3Error("NotImplemented", undefined, { details: { Header: condition } });
}
