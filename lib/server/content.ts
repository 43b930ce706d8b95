import "server-only";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors";
import { api } from "@/lib/routes";
import type { Download, DownloadResults } from "@/lib/schemas/downloads";
import { contentDisposition } from "./s3/file-name";
import type { OpenBucket } from "./s3/open-bucket";
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

/** Redirects to the store; the few keys that no URL can carry to it pass through here, as inert attachments. */
export async function redirectToContent(
  bucket: OpenBucket,
  wanted: Wanted,
  { method, until }: { method: string; until: AbortSignal },
): Promise<Response> {
  const signed = await bucket.signedRead(wanted);
  if (signed) return new Response(null, { status: 303, headers: { location: signed.url } });
  // Next answers HEAD with what GET gives and leaves the body unread, which would keep its socket to the store.
  if (method === "HEAD") {
    const { size } = await bucket.details(wanted.key, wanted.versionId);
    return new Response(null, { headers: relayHeaders(wanted.key, size) });
  }
  const answer = await bucket.openObject(wanted, until);
  if (!(answer.Body instanceof Readable))
    throw new AppError("s3_error", "The store answered without a body.");
  const body = Readable.toWeb(answer.Body) as ReadableStream<Uint8Array>;
  return new Response(body, { headers: relayHeaders(wanted.key, answer.ContentLength) });
}

function relayHeaders(key: string, size: number | undefined): Headers {
  const headers = new Headers({
    "content-type": "application/octet-stream",
    "content-disposition": contentDisposition("attachment", key),
  });
  if (size !== undefined) headers.set("content-length", String(size));
  return headers;
}
