import { api } from "@/lib/routes";
import type { Buckets, Connection } from "@/lib/schemas/connections";
import type { Cors } from "@/lib/schemas/cors";
import type { Download, DownloadResults } from "@/lib/schemas/downloads";
import type { Link, LinkBody, ObjectPage, Selection } from "@/lib/schemas/objects";
import type { ResumedUpload, UnfinishedUploads } from "@/lib/schemas/unfinished-uploads";
import type {
  Checksum,
  CompletedUpload,
  CompletedUploads,
  Upload,
  UploadFile,
  UploadParts,
  UploadResults,
  UploadStatus,
} from "@/lib/schemas/uploads";
import { partsAtPage } from "./at-page";
import { scan, work } from "./events";
import { request } from "./request";

/** Where a call goes: one bucket of one connection. */
export type BucketRef = { connection: string; bucket: string };

export const listConnections = (signal?: AbortSignal) =>
  request<{ connections: Connection[] }>(api.connections(), { signal });

export const listBuckets = (connection: string, signal?: AbortSignal) =>
  request<Buckets>(api.buckets(connection), { signal });

export const listObjects = (
  { connection, bucket }: BucketRef,
  query: { prefix: string; cursor?: string; limit?: number },
  signal?: AbortSignal,
) => request<ObjectPage>(api.objects(connection, bucket, query), { signal });

export const createFolder = ({ connection, bucket }: BucketRef, prefix: string) =>
  request<{ key: string }>(api.folder(connection, bucket), { body: { prefix } });

export const createDownload = ({ connection, bucket }: BucketRef, key: string) =>
  request<Download>(api.downloads(connection, bucket), { body: { key, disposition: "attachment" } });

export const createDownloads = (
  { connection, bucket }: BucketRef,
  files: { key: string; versionId?: string }[],
  signal?: AbortSignal,
) =>
  request<DownloadResults>(api.downloads(connection, bucket), {
    body: { files, disposition: "attachment" },
    signal,
  });

export const scanObjects = (
  { connection, bucket }: BucketRef,
  query: { prefix: string; after?: string },
  signal?: AbortSignal,
) => scan(api.scan(connection, bucket, query), signal);

export const createLink = ({ connection, bucket }: BucketRef, body: LinkBody) =>
  request<Link>(api.links(connection, bucket), { body });

export const countObjects = ({ connection, bucket }: BucketRef, selection: Selection, signal?: AbortSignal) =>
  work(api.count(connection, bucket), selection, signal);

export const deleteObjects = (
  { connection, bucket }: BucketRef,
  selection: Selection,
  signal?: AbortSignal,
) => work(api.delete(connection, bucket), selection, signal);

export const createUpload = async (
  { connection, bucket }: BucketRef,
  file: UploadFile,
  signal?: AbortSignal,
) => partsAtPage(await request<Upload>(api.uploads(connection, bucket), { body: file, signal }));

export const createUploads = async (
  { connection, bucket }: BucketRef,
  files: UploadFile[],
  signal?: AbortSignal,
): Promise<UploadResults> => {
  const { results } = await request<UploadResults>(api.uploads(connection, bucket), {
    body: { files },
    signal,
  });
  return { results: results.map((result) => ("parts" in result ? partsAtPage(result) : result)) };
};

export const signParts = async (ticket: string, numbers: number[], signal?: AbortSignal) =>
  partsAtPage(await request<UploadParts>(api.uploadParts(), { body: { ticket, numbers }, signal }));

/** `etag` is the MD5 of a single PUT, in hexadecimal: it shows that what is stored is what was sent. */
export const uploadStatus = (ticket: string, signal?: AbortSignal, etag?: string) =>
  request<UploadStatus>(api.uploadStatus(), { body: { ticket, etag }, signal });

export const completeUpload = (
  ticket: string,
  options: {
    parts?: { number: number; etag: string }[];
    checksum?: Checksum;
    onConflict?: "fail" | "replace";
    ifMatch?: string;
  } = {},
  signal?: AbortSignal,
) => request<CompletedUpload>(api.uploadComplete(), { body: { ticket, ...options }, signal });

export const completeUploads = (
  tickets: (string | { ticket: string; etag: string })[],
  signal?: AbortSignal,
) => request<CompletedUploads>(api.uploadComplete(), { body: { tickets }, signal });

export const abortUpload = (ticket: string) => request<void>(api.uploadAbort(), { body: { ticket } });

export const listUploads = (
  { connection, bucket }: BucketRef,
  query: { prefix: string; cursor?: string },
  signal?: AbortSignal,
) => request<UnfinishedUploads>(api.unfinishedUploads(connection, bucket, query), { signal });

export const resumeUpload = (
  { connection, bucket }: BucketRef,
  body: { key: string; uploadId: string; size?: number },
  signal?: AbortSignal,
) => request<ResumedUpload>(api.uploadResume(connection, bucket), { body, signal });

export const discardUpload = (
  { connection, bucket }: BucketRef,
  upload: { key: string; uploadId: string },
  signal?: AbortSignal,
) => request<void>(api.unfinishedUpload(connection, bucket, upload), { method: "DELETE", signal });

export const checkCors = ({ connection, bucket }: BucketRef, origin: string, signal?: AbortSignal) =>
  request<Cors>(api.cors(connection, bucket, { origin }), { signal });

export const addCorsRule = ({ connection, bucket }: BucketRef, origin: string) =>
  request<Cors>(api.cors(connection, bucket), { method: "PUT", body: { origin } });
