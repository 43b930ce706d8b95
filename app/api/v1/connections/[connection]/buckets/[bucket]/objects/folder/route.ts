import { operations } from "@/lib/schemas/operations";
import { createFolder } from "@/lib/server/folder";
import { route } from "@/lib/server/route";
import { openBucket } from "@/lib/server/s3/open-bucket";

export const POST = route(operations.createFolder, ({ actor, params, body, signal }) =>
  createFolder(openBucket(actor, params, signal), body.prefix),
);
