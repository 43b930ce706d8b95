import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { settleAll } from "@/lib/server/uploads/batch";
import { beginUpload } from "@/lib/server/uploads/begin";

export const POST = route(operations.createUploads, async ({ actor, params, body, signal, requestId }) =>
  "files" in body
    ? { results: await settleAll(body.files, requestId, (file) => beginUpload(actor, params, file, signal)) }
    : beginUpload(actor, params, body, signal),
);
