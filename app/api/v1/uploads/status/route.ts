import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { uploadStatus } from "@/lib/server/uploads/begin";

export const POST = route(operations.uploadStatus, ({ actor, body, signal }) =>
  uploadStatus(actor, body.ticket, signal, body.etag),
);
