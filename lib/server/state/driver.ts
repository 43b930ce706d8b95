import "server-only";

/** The text of a document and the tag by which a writer says which text it replaces. */
export type StoredText = { text: string; tag: string };

/** Which text a write may replace: none at all, or the one with this tag. */
export type Condition = "absent" | { tag: string };

/** Where documents are kept. Names are checked by the caller. */
export type StateDriver = {
  read(name: string): Promise<StoredText | null>;
  /** False when the condition does not hold: another writer was faster. Nothing is changed then. */
  write(name: string, text: string, condition: Condition): Promise<boolean>;
  /** Names that begin with `prefix`, in no order. */
  list(prefix: string): Promise<string[]>;
  /** Takes a document away for good, unconditionally. */
  erase(name: string): Promise<void>;
};
