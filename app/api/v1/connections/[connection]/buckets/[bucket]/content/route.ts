import { operations } from "@/lib/schemas/operations";
import { redirectToContent } from "@/lib/server/content";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const GET = route(operations.getContent, ({ actor, params, query, signal, until, method, asked }) =>
  redirectToContent(openBucket(actor, params, signal), query, { method, until, asked }),
);

export const HEAD = GET;
