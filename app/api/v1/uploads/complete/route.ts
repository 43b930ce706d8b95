import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { settleAll } from "@/lib/server/uploads/batch";
import { completeBatched, completeUpload } from "@/lib/server/uploads/complete";
import { lookUpSingles } from "@/lib/server/uploads/names";

export const POST = route(operations.completeUpload, async ({ actor, body, signal, requestId }) => {
  if (!("tickets" in body)) return completeUpload(actor, body.ticket, body, signal);
  const names = await lookUpSingles(actor, body.tickets, signal);
  return {
    results: await settleAll(body.tickets, requestId, (entry) =>
      completeBatched(actor, entry, signal, names),
    ),
  };
});
