import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const GET = route(operations.listObjects, ({ actor, params, query, signal }) =>
  openBucket(actor, params, signal).list(query),
);
