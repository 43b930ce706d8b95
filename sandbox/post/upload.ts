import { invalidArgument, S3Error } from "../errors";
import type { permit, Service } from "../handle";
import type { Reply } from "../http/reply";
import { amzNames, header, type S3Request } from "../http/request";
import { requireKnownHeaders } from "../operations/known-headers";
import { putObject } from "../operations/objects";

import type { Operation } from "../operations/operation";

import { readTagging } from "../tags";
import { formAnswer } from "./answer";
import { type Fields, readFields } from "./fields";
import { boundaryOf, FormReader } from "./form-reader";
import { readPostPolicy, requirePolicy } from "./policy";
import { formSigner, missing } from "./signer";
import { spooled } from "./spool";

const OPERATION: Operation = { name: "PostObject", run: putObject, writes: true, takesBody: true };
const MAX_OBJECT = 5 * 1024 ** 3;

/** A form goes to the bucket itself; what it makes is told by its fields. */
export function isFormUpload({ method, bucket, key, query }: S3Request): boolean {
  return method === "POST" && bucket !== null && key === null && query.size === 0;
}

function requireForm(request: S3Request): string {
  const type = header(request, "content-type") ?? "";
  if (!/^multipart\/form-data\s*(;|$)/i.test(type))
    throw new S3Error("PreconditionFailed", undefined, {
      details: { Condition: "Bucket POST must be of the enclosure-type multipart/form-data" },
    });
  // A form's fields say everything; a header beside them could only contradict them.
  if (request.headers.has("authorization") || amzNames(request).length > 0)
    throw new S3Error("InvalidRequest", "Conflicting values provided in HTTP headers and POST form fields.");
  return boundaryOf(type);
}

function tagsHeader(xml: string): string {
  const tags = readTagging(xml, "object");
  return tags.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&");
}

const AS_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-md5",
  "content-type",
  "expires",
];
const OF_THE_REQUEST = ["referer", "user-agent", "origin"];
const OF_THE_SIGNATURE = /^x-amz-(algorithm|credential|date|signature|security-token)$/;

/** Node would refuse such a header only when it answers. */
function requireHeader(name: string, value: string): void {
  const named = /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a header cannot carry these.
  const plain = name.startsWith("x-amz-meta-") || !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
  if (!named || !plain) throw invalidArgument(name, value, "This field cannot be a header of an object.");
}

/** The PUT that a form stands for: "POST is an alternate form of PUT", with fields for headers. */
function asPut(request: S3Request, fields: Fields, key: string): S3Request {
  const headers = new Map<string, readonly string[]>();
  for (const name of OF_THE_REQUEST) {
    const values = request.headers.get(name);
    if (values) headers.set(name, values);
  }
  for (const [name, { value }] of fields) {
    if (AS_HEADERS.includes(name) || (name.startsWith("x-amz-") && !OF_THE_SIGNATURE.test(name))) {
      requireHeader(name, value);
      headers.set(name, [value]);
    }
    if (name === "acl") headers.set("x-amz-acl", [value]);
    if (name === "tagging") headers.set("x-amz-tagging", [tagsHeader(value)]);
  }
  headers.set("content-length", ["0"]);
  return { ...request, method: "PUT", key, query: new Map(), headers };
}

type Range = { min: number; max: number };

/** The file's bytes; too many of them are counted to the end, so that the refusal can name their number. */
async function* within(content: AsyncIterable<Buffer>, { min, max }: Range): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size <= max) yield piece;
  }
  if (size > max)
    throw new S3Error("EntityTooLarge", undefined, { details: { ProposedSize: size, MaxSizeAllowed: max } });
  if (size < min)
    throw new S3Error("EntityTooSmall", undefined, { details: { ProposedSize: size, MinSizeAllowed: min } });
}

/** A browser's upload by form. */
export async function postObject(
  request: S3Request,
  service: Service,
  permitted: typeof permit,
): Promise<Reply> {
  const bucket = service.buckets.get(request.bucket ?? "");
  const reader = new FormReader(request.stream, requireForm(request));
  const fields = await readFields(reader);
  const key = fields.get("key")?.value;
  if (key === undefined) throw missing("key");
  if (key === "") throw new S3Error("InvalidArgument", "User key must have a length greater than 0.");
  const signer = await formSigner(request, fields, bucket, service);
  const anyone = signer.claim.kind === "none";
  const range = anyone
    ? { min: 0, max: Number.POSITIVE_INFINITY }
    : requirePolicy(readPostPolicy(fields.get("policy")?.value ?? ""), fields, bucket.name, service.now());
  const put = asPut(request, fields, key);
  requireKnownHeaders(put, OPERATION.name);
  permitted(put, OPERATION, signer, service);
  const limits = { min: range.min, max: Math.min(range.max, MAX_OBJECT) };
  return await spooled(within(reader.content(), limits), async (file) => {
    await reader.finish();
    const headers = new Map([...put.headers, ["content-length", [String(file.size)]]]);
    const call = permitted({ ...put, headers, stream: file.read() }, OPERATION, signer, service);
    const { headers: told = {} } = await putObject(call);
    return formAnswer(request, fields, { bucket: bucket.name, key, headers: told });
  });
}
