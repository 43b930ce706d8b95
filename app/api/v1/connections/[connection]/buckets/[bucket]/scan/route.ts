import { operations } from "@/lib/schemas/operations";
import { streamEvents } from "@/lib/server/event-stream";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const GET = route(operations.scanObjects, ({ actor, params, query, signal, until, requestId }) =>
  streamEvents(openBucket(actor, params, signal).scan(query, until), { requestId }),
);
