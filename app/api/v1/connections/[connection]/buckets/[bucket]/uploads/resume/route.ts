import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { resumeUpload } from "@/lib/server/uploads/resume";

export const POST = route(operations.resumeUpload, ({ actor, params, body, signal }) =>
  resumeUpload(actor, params, body, signal),
);
