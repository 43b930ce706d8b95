import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { settleAll } from "@/lib/server/uploads/batch";
import { beginUpload } from "@/lib/server/uploads/begin";
import { discardUpload } from "@/lib/server/uploads/discard";
import { listUnfinished } from "@/lib/server/uploads/unfinished";

export const GET = route(operations.listUploads, ({ actor, params, query, signal }) =>
  listUnfinished(actor, params, query, signal),
);

export const POST = route(operations.createUploads, async ({ actor, params, body, signal, requestId }) =>
  "files" in body
    ? { results: await settleAll(body.files, requestId, (file) => beginUpload(actor, params, file, signal)) }
    : beginUpload(actor, params, body, signal),
);

export const DELETE = route(operations.discardUpload, async ({ actor, params, query, signal }) => {
  await discardUpload(actor, params, query, signal);
  return null;
});
