import "server-only";
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/lib/errors";

const documentSchema = z.strictObject({
  name: z.string(),
  /** What the body is, with its version: `revocation/1`. */
  schema: z.string(),
  /** Random: tells one writing from another, also where the answer to it was lost. */
  rev: z.string(),
  at: z.iso.datetime(),
  /** `deleted` is a tombstone; `swept` one that is being cleared away. */
  kind: z.enum(["live", "deleted", "swept"]),
  body: z.json(),
  mac: z.string(),
});

export type StateDocument = z.infer<typeof documentSchema>;
type Content = Pick<StateDocument, "name" | "schema" | "kind" | "body">;

/** The text of a new document, sealed with a MAC over its name and all of its content. */
export function sealDocument(content: Content, key: Buffer): { text: string; rev: string } {
  const unsealed = { ...content, rev: randomUUID(), at: new Date().toISOString() };
  const document: StateDocument = { ...unsealed, mac: macOf(unsealed, key) };
  return { text: `${JSON.stringify(document)}\n`, rev: document.rev };
}

/** Parses a document. Whoever changed it by hand, or moved it to another name, is refused loudly. */
export function openDocument(name: string, text: string, key: Buffer): StateDocument {
  const document = documentSchema.safeParse(parseJson(text));
  if (!document.success) throw broken(name, "it is not a document of Cooper's");
  const expected = Buffer.from(macOf(document.data, key));
  const given = Buffer.from(document.data.mac);
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    throw broken(name, "its seal does not fit: it was changed, or written under another AUTH_SECRET");
  if (document.data.name !== name) throw broken(name, `it was written as ${document.data.name}`);
  return document.data;
}

function macOf(document: Omit<StateDocument, "mac">, key: Buffer): string {
  const { name, schema, rev, at, kind, body } = document;
  return createHmac("sha256", key)
    .update(JSON.stringify([name, schema, rev, at, kind, body]))
    .digest("hex");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(name: string, why: string): AppError {
  return new AppError("unavailable", `The state document ${name} cannot be trusted: ${why}.`);
}
