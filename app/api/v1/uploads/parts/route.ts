import { operations } from "@/lib/schemas/operations";
import { route } from "@/lib/server/route";
import { signMore } from "@/lib/server/uploads/begin";

export const POST = route(operations.signParts, ({ actor, body, signal }) =>
  signMore(actor, body.ticket, body.numbers, signal),
);
