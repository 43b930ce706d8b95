import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { onConflictSchema, promisedChecksumSchema } from "@/lib/schemas/uploads";
import type { Actor } from "../access/actor";
import { open, seal } from "../auth/seal";

const TICKET_DAYS = 7;

const ticketSchema = z.object({
  actor: z.string(),
  connection: z.string(),
  bucket: z.string(),
  key: z.string(),
  /** Null for a single PUT. */
  uploadId: z.string().nullable(),
  size: z.number(),
  partSize: z.number(),
  partCount: z.number(),
  contentType: z.string(),
  onConflict: onConflictSchema,
  ifMatch: z.string().optional(),
  checksum: promisedChecksumSchema.optional(),
  /** Signed as a form first. */
  form: z.boolean().optional(),
  /** The name of the record that says whose upload this is. */
  record: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  /** What stood under the name when the upload began, so that it is not taken for what was uploaded. */
  before: z.object({ etag: z.string(), modified: z.string() }).nullable(),
  /** Milliseconds since the epoch. */
  begun: z.number(),
  expires: z.number(),
});

/** All that Cooper knows of an upload. The browser keeps it, sealed; no server keeps anything. */
export type Ticket = z.infer<typeof ticketSchema>;

export function sealTicket(ticket: Omit<Ticket, "begun" | "expires">): { sealed: string; expires: Date } {
  const begun = Date.now();
  const expires = begun + TICKET_DAYS * 86_400_000;
  return {
    sealed: seal("upload-ticket", { ...ticket, begun, expires } satisfies Ticket),
    expires: new Date(expires),
  };
}

/** Opens a ticket for its own actor; somebody else's does not exist, a wrong or old one says so. */
export function openTicket(sealed: string, actor: Actor): Ticket {
  const parsed = ticketSchema.safeParse(open("upload-ticket", sealed));
  if (!parsed.success) {
    throw new AppError(
      "invalid_ticket",
      "This upload ticket is not one that Cooper made. Begin the upload again.",
    );
  }
  if (parsed.data.actor !== actor.id) throw new AppError("not_found", "There is no such upload.");
  if (parsed.data.expires < Date.now()) {
    throw new AppError(
      "invalid_ticket",
      "This upload ticket is older than seven days. Begin the upload again.",
    );
  }
  return parsed.data;
}
