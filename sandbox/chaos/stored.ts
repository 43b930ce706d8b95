import { queryValue, type S3Request } from "../http/request";
import type { Buckets } from "../store/buckets";

/** Changes one bit of what a request has just stored, so that nothing but a reading client can tell; null if it cannot. */
export async function corruptStored(
  request: S3Request,
  buckets: Buckets,
  place: (size: number) => number,
): Promise<number | null> {
  const { bucket: name, key } = request;
  const bucket = name === null ? undefined : buckets.find(name);
  if (!bucket || key === null) return null;
  const uploadId = request.method === "PUT" ? queryValue(request, "uploadId") : undefined;
  const part = Number(queryValue(request, "partNumber"));
  const segments =
    uploadId === undefined
      ? bucket.objects.get(key)?.segments
      : [bucket.uploads.get(uploadId, key).parts.get(part)?.segment].flatMap((segment) => segment ?? []);
  if (!segments) return null;
  const at = place(segments.reduce((sum, { size }) => sum + size, 0));
  try {
    return (await bucket.blobs.flip(segments, at)) ? at : null;
  } catch (error) {
    // Bytes that a sink has thrown away, or that another request has replaced by now, cannot rot.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
