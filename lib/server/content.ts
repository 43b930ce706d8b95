import "server-only";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors";
import { api } from "@/lib/routes";
import type { Download, DownloadResults } from "@/lib/schemas/downloads";
import { contentDisposition } from "./s3/file-name";
import type { OpenBucket } from "./s3/open-bucket";
import { NoBytes } from "./s3/open-object";
import type { Wanted } from "./s3/reading";
import { settleAll } from "./uploads/batch";

type Place = { connection: string; bucket: string };
type Batch = { files: Omit<Wanted, "disposition">[]; disposition: Wanted["disposition"] };

/** As `downloadUrl`, for many at once: each is authorised by itself, and one that is refused fails no other. */
export async function downloadUrls(
  bucket: OpenBucket,
  place: Place,
  { files, disposition }: Batch,
  requestId: string,
): Promise<DownloadResults> {
  const results = await settleAll(files, requestId, (file) =>
    downloadUrl(bucket, place, { ...file, disposition, stored: true }),
  );
  return { results };
}

/** A URL on the store, or Cooper's own address for the few keys that no URL can carry to the store. */
export async function downloadUrl(bucket: OpenBucket, place: Place, wanted: Wanted): Promise<Download> {
  const signed = await bucket.signedRead(wanted);
  if (signed) return { url: signed.url, expiresAt: signed.expiresAt.toISOString() };
  const { key, versionId } = wanted;
  const url = api.content(place.connection, place.bucket, { key, ...(versionId ? { versionId } : {}) });
  return { url, expiresAt: new Date(Date.now() + 300_000).toISOString() };
}

/** How it is asked for: by which method, until when, and with what headers. */
type Asked = { method: string; until: AbortSignal; asked: Headers };

/** Redirects to the store; the few keys that no URL can carry to it pass through here, as inert attachments. */
export async function redirectToContent(
  bucket: OpenBucket,
  wanted: Wanted,
  { method, until, asked }: Asked,
): Promise<Response> {
  const signed = await bucket.signedRead(wanted);
  if (signed) return new Response(null, { status: 303, headers: { location: signed.url } });
  // Next answers HEAD with what GET gives and leaves the body unread, which would keep its socket to the store.
  if (method === "HEAD") {
    const { size, etag, modified } = await bucket.details(wanted.key, wanted.versionId);
    return new Response(null, { headers: headersOf(wanted.key, { size, etag, modified }) });
  }
  try {
    return await stream(bucket, wanted, until, asked);
  } catch (error) {
    if (!(error instanceof NoBytes)) throw error;
    const { status } = error;
    if (status !== 416) return new Response(null, { status });
    const { size } = await bucket.details(wanted.key, wanted.versionId);
    return new Response(null, { status, headers: { "content-range": `bytes */${size}` } });
  }
}

async function stream(
  bucket: OpenBucket,
  wanted: Wanted,
  until: AbortSignal,
  asked: Headers,
): Promise<Response> {
  const answer = await bucket.openObject(wanted, until, asked);
  if (!(answer.Body instanceof Readable))
    throw new AppError("s3_error", "The store answered without a body.");
  const { ContentLength: size, ETag: etag, LastModified: modified, ContentRange: range } = answer;
  const body = Readable.toWeb(answer.Body) as ReadableStream<Uint8Array>;
  const headers = headersOf(wanted.key, { size, etag, modified, range });
  return new Response(body, { status: range === undefined ? 200 : 206, headers });
}

type Told = {
  size?: number | undefined;
  etag?: string | undefined;
  modified?: string | Date | undefined;
  range?: string | undefined;
};

function headersOf(key: string, { size, etag, modified, range }: Told): Headers {
  const headers = new Headers({
    "content-type": "application/octet-stream",
    "content-disposition": contentDisposition("attachment", key),
    "accept-ranges": "bytes",
  });
  if (size !== undefined) headers.set("content-length", String(size));
  // Whoever goes on with a part later says by it of which bytes.
  if (etag) headers.set("etag", `"${etag.replaceAll('"', "")}"`);
  if (modified) headers.set("last-modified", new Date(modified).toUTCString());
  if (range !== undefined) headers.set("content-range", range);
  return headers;
}
