import { appendFileSync, createReadStream } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DocumentFiles, Documents } from "./documents";

/** What became of a document; without one it is gone. */
type Line<T> = { name: string; document?: T };

/** Begins with the line's end, so that a line which a crash cut short never runs into the next one. */
function written<T>(line: Line<T>): string {
  return `\n${JSON.stringify(line)}`;
}

function readLine<T>(text: string): Line<T> | null {
  try {
    return JSON.parse(text) as Line<T>;
  } catch {
    return null;
  }
}

/** All documents in one file that only grows: making a file for each costs far more than its bytes. */
export class Ledger<T> implements Documents<T> {
  readonly path: string;

  /** Takes over what earlier versions kept in files of their own. */
  constructor(readonly earlier: DocumentFiles<T>) {
    this.path = join(earlier.folder, "documents.jsonl");
  }

  async load(): Promise<Map<string, T>> {
    const documents = await this.earlier.load();
    const separate = [...documents.keys()];
    let lines = 0;
    for await (const text of this.#lines()) {
      if (text === "") continue;
      lines += 1;
      const line = readLine<T>(text);
      if (line?.document !== undefined) documents.set(line.name, line.document);
      else if (line) documents.delete(line.name);
    }
    if (lines !== documents.size) await this.#rewrite(documents);
    for (const name of separate) await this.earlier.remove(name);
    return documents;
  }

  async *#lines(): AsyncGenerator<string> {
    let rest = "";
    try {
      // Not by readline, for which a key's U+2028 ends a line too.
      for await (const piece of createReadStream(this.path, "utf8")) {
        const lines = `${rest}${piece}`.split("\n");
        rest = lines.pop() ?? "";
        yield* lines;
      }
      yield rest;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }

  /** Without what was replaced or removed since. */
  async #rewrite(documents: ReadonlyMap<string, T>): Promise<void> {
    function* lines() {
      for (const [name, document] of documents) yield written({ name, document });
    }
    await writeFile(`${this.path}.tmp`, lines());
    await rename(`${this.path}.tmp`, this.path);
  }

  async write(name: string, document: T): Promise<void> {
    appendFileSync(this.path, written({ name, document }));
  }

  async remove(name: string): Promise<void> {
    appendFileSync(this.path, written({ name }));
  }
}
