import type { ServerResponse } from "node:http";
import type { S3Error } from "../errors";
import type { Reply } from "../http/reply";
import type { S3Request } from "../http/request";
import type { Quirks } from "./quirks";

/** What a client is told of an error. */
export type Told = Pick<S3Error, "status" | "message" | "details" | "headers"> & { code: string };

/** An error in this store's words. */
export function told(error: S3Error, { renames, hidesDetails }: Quirks): Told {
  const { status, message, details, headers, code } = error;
  const known = { status, message, details, headers, code, ...renames?.[code] };
  if (!hidesDetails) return known;
  const { "content-range": _, ...others } = headers;
  return { ...known, details: {}, headers: others };
}

/** Whether this store has nothing to say about what is wrong with a request. */
export function isBare(request: S3Request | undefined, { hidesBatchErrors }: Quirks): boolean {
  return hidesBatchErrors === true && request?.query.has("delete") === true;
}

export function hideFromPages(response: ServerResponse): void {
  for (const name of response.getHeaderNames())
    if (name.startsWith("access-control-")) response.removeHeader(name);
}

function isHidden(header: string, status: number, quirks: Quirks): boolean {
  if (quirks.hidesValidators && status === 304) return header === "etag" || header === "last-modified";
  return quirks.ignoresChecksums === true && header.startsWith("x-amz-checksum-");
}

/** An answer without what this store does not tell. */
export function toldReply(reply: Reply, quirks: Quirks): Reply {
  if (!quirks.hidesValidators && !quirks.ignoresChecksums) return reply;
  const headers = Object.fromEntries(
    Object.entries(reply.headers ?? {}).filter(([name]) => !isHidden(name, reply.status, quirks)),
  );
  if (typeof reply.body !== "string" || !quirks.ignoresChecksums) return { ...reply, headers };
  return { ...reply, headers, body: reply.body.replace(/<(Checksum\w+)>[^<]*<\/\1>/g, "") };
}
