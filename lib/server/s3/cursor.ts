import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { open, seal } from "../auth/seal";

const cursorSchema = z.object({ token: z.string(), scope: z.string() });

/** What a cursor is bound to: it is worth nothing to another actor, in another bucket or below another prefix. */
type Scope = { actor: string; connection: string; bucket: string; prefix: string };

// Hashed, because a prefix of control characters grows sixfold in JSON and the cursor stands in a query.
const scopeName = ({ actor, connection, bucket, prefix }: Scope) =>
  createHash("sha256")
    .update(JSON.stringify([actor, connection, bucket, prefix]))
    .digest("base64url");

export function sealCursor(token: string, scope: Scope): string {
  return seal("list-cursor", { token, scope: scopeName(scope) });
}

/** The store's own continuation token in it; throws `invalid_cursor` if it was not made for this very listing. */
export function openCursor(cursor: string, scope: Scope): string {
  const parsed = cursorSchema.safeParse(open("list-cursor", cursor));
  if (!parsed.success || parsed.data.scope !== scopeName(scope)) {
    throw new AppError(
      "invalid_cursor",
      "This cursor does not belong to this listing. Begin again without one.",
    );
  }
  return parsed.data.token;
}
