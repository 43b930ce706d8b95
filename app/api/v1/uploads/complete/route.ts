import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { settleAll } from "@/lib/server/uploads/batch";
import { completeBatched, completeUpload } from "@/lib/server/uploads/complete";

export const POST = route(operations.completeUpload, async ({ actor, body, signal, requestId }) =>
  "tickets" in body
    ? { results: await settleAll(body.tickets, requestId, (entry) => completeBatched(actor, entry, signal)) }
    : completeUpload(actor, body.ticket, body, signal),
);
