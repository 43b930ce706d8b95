import "server-only";
import { join } from "node:path";
import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { derivedKey } from "../auth/derived-key";
import { config } from "../config";
import { s3Driver } from "../s3/state-client";
import { openDocument, type StateDocument, sealDocument } from "./document";
import type { Condition, StateDriver } from "./driver";
import { fileDriver } from "./file-driver";
import { inTime } from "./in-time";

/** One kind of document: `schema` names it with its version and `body` is what it must look like. */
type Kind<T> = { schema: string; body: z.ZodType<T> };

/** `absent` creates; `rev` replaces exactly the document that was read. */
type Precondition = "absent" | { rev: string };

/** Small JSON documents with compare-and-swap; names are `folder/name`. */
export type State = {
  get<T>(kind: Kind<T>, name: string): Promise<{ body: T; rev: string } | null>;
  /** The new `rev`, or null when the precondition does not hold: read again and decide anew. */
  put<T>(kind: Kind<T>, name: string, body: T, precondition: Precondition): Promise<string | null>;
  /** False when the document is no longer the one with this `rev`. */
  delete(name: string, rev: string): Promise<boolean>;
  /** Names below a prefix; one that was just deleted may still be among them. */
  list(prefix: string): Promise<string[]>;
  /** Takes away a document whose name is never used again. */
  forget(name: string): Promise<void>;
};

// One for each bundle of Next, unlike other singletons: an error that crossed bundles would be no AppError there.
let current: State | undefined;

/** The state of this installation, where COOPER_STATE says. */
export function state(): State {
  current ??= createState(openDriver(), derivedKey("state-document"));
  return current;
}

function openDriver(): StateDriver {
  const { state: where, connections } = config();
  if (where.kind === "file") return fileDriver(join(/* turbopackIgnore: true */ where.path, "documents"));
  const connection = connections.find(({ id }) => id === where.connection);
  if (!connection)
    throw new AppError(
      "unavailable",
      `The state's connection ${where.connection} is not configured any more.`,
    );
  return s3Driver({ connection, bucket: where.bucket, prefix: where.prefix });
}

/** Documents over a driver; the driver only knows texts. */
export function createState(driver: StateDriver, key: Buffer): State {
  const read = async (name: string) => {
    checkName(name);
    const stored = await driver.read(name);
    return stored && { document: openDocument(name, stored.text, key), tag: stored.tag };
  };

  /** Writes under a precondition; an absent document may also be a tombstone, which is then replaced. */
  const write = async (
    content: Pick<StateDocument, "name" | "schema" | "kind" | "body">,
    precondition: Precondition,
  ): Promise<string | null> => {
    const found = await read(content.name);
    const isLive = found?.document.kind === "live";
    let condition: Condition = "absent";
    if (precondition === "absent") {
      if (isLive || found?.document.kind === "swept") return null;
      if (found) condition = { tag: found.tag };
    } else {
      if (!isLive || found.document.rev !== precondition.rev) return null;
      condition = { tag: found.tag };
    }
    const { text, rev } = sealDocument(content, key);
    return (await driver.write(content.name, text, condition)) ? rev : null;
  };

  /** Everything that is asked of the state, with its end in time whatever the driver does. */
  const documents: State = {
    async get(kind, name) {
      const found = await read(name);
      if (found?.document.kind !== "live") return null;
      const { schema, body, rev } = found.document;
      const parsed = kind.body.safeParse(body);
      if (schema !== kind.schema || !parsed.success)
        throw new AppError("unavailable", `The state document ${name} is no ${kind.schema}.`);
      return { body: parsed.data, rev };
    },
    put: (kind, name, body, precondition) =>
      write({ name, schema: kind.schema, kind: "live", body: toJson(body) }, precondition),
    delete: async (name, rev) =>
      (await write({ name, schema: "tombstone/1", kind: "deleted", body: null }, { rev })) !== null,
    list: (prefix) => driver.list(prefix),
    async forget(name) {
      checkName(name);
      await driver.erase(name);
    },
  };
  return {
    get: (kind, name) => inTime(documents.get(kind, name)),
    put: (kind, name, body, precondition) => inTime(documents.put(kind, name, body, precondition)),
    delete: (name, rev) => inTime(documents.delete(name, rev)),
    list: (prefix) => inTime(documents.list(prefix)),
    forget: (name) => inTime(documents.forget(name)),
  };
}

/** Names are made by Cooper alone; what is not one would leave the folder. */
function checkName(name: string): void {
  if (/^[a-z0-9-]+(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(name) && name.length <= 200) return;
  throw new AppError("internal", "A state document has a name that it may not have.");
}

function toJson(body: unknown): StateDocument["body"] {
  return JSON.parse(JSON.stringify(body)) as StateDocument["body"];
}
