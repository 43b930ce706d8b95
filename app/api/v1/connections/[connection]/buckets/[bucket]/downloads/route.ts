import { operations } from "@/lib/schemas/operations";
import { downloadUrl } from "@/lib/server/content";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const POST = route(operations.createDownload, ({ actor, params, body, signal }) =>
  downloadUrl(openBucket(actor, params, signal), params, body),
);
