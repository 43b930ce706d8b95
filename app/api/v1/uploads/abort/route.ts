import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { abortUpload } from "@/lib/server/uploads/begin";

export const POST = route(operations.abortUpload, async ({ actor, body, signal }) => {
  await abortUpload(actor, body.ticket, signal);
  return null;
});
