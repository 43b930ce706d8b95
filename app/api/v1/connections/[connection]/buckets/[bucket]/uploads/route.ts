import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { settleAll } from "@/lib/server/uploads/batch";
import { beginUpload } from "@/lib/server/uploads/begin";
import { discardUpload } from "@/lib/server/uploads/discard";
import { lookUp } from "@/lib/server/uploads/names";
import { listUnfinished } from "@/lib/server/uploads/unfinished";

export const GET = route(operations.listUploads, ({ actor, params, query, signal }) =>
  listUnfinished(actor, params, query, signal),
);

export const POST = route(
  operations.createUploads,
  async ({ actor, params, body, signal, requestId, origin }) => {
    if (!("files" in body)) return beginUpload(actor, params, body, signal, { origin });
    const wanted = body.files.map(({ key }) => ({ ...params, key }));
    const names = await lookUp(actor, wanted, signal);
    return {
      results: await settleAll(body.files, requestId, (file) =>
        beginUpload(actor, params, file, signal, { names, origin }),
      ),
    };
  },
);

export const DELETE = route(operations.discardUpload, async ({ actor, params, query, signal }) => {
  await discardUpload(actor, params, query, signal);
  return null;
});
