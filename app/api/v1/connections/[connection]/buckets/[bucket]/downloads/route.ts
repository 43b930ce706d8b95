import { operations } from "@/lib/schemas/operations";
import { downloadUrl, downloadUrls } from "@/lib/server/content";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const POST = route(operations.createDownloads, ({ actor, params, body, signal, requestId }) => {
  const bucket = openBucket(actor, params, signal);
  return "files" in body ? downloadUrls(bucket, params, body, requestId) : downloadUrl(bucket, params, body);
});
