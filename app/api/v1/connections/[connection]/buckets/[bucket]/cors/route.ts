import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const GET = route(operations.checkCors, ({ actor, params, query, signal }) =>
  openBucket(actor, params, signal).checkCors(query.origin),
);

export const PUT = route(operations.addCorsRule, ({ actor, params, body, signal }) =>
  openBucket(actor, params, signal).addCorsRule(body.origin),
);
