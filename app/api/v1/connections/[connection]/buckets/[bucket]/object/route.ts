import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const GET = route(operations.getObject, ({ actor, params, query, signal }) =>
  openBucket(actor, params, signal).details(query.key, query.versionId),
);
