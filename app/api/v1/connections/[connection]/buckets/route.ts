import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { listBuckets } from "@/lib/server/s3/buckets";

export const GET = route(operations.listBuckets, ({ actor, params, signal }) =>
  listBuckets(actor, params.connection, signal),
);
