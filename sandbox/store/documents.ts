import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readJsonFolder, writeJson } from "./files";

/** Where a bucket keeps what it knows: documents by their names, each of them whole or not there. */
export interface Documents<T> {
  load(): Promise<Map<string, T>>;
  write(name: string, document: T): Promise<void>;
  remove(name: string): Promise<void>;
}

/** A file for each document. */
export class DocumentFiles<T> implements Documents<T> {
  constructor(readonly folder: string) {}

  async load(): Promise<Map<string, T>> {
    await mkdir(this.folder, { recursive: true });
    return await readJsonFolder<T>(this.folder);
  }

  async write(name: string, document: T): Promise<void> {
    await writeJson(join(this.folder, name), document);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }
}
