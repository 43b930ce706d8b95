import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A file name for a version of any key, however hostile: the hash of the key's bytes, and the id if it has one. */
export function versionFileOf(key: string, versionId: string | null): string {
  const hash = createHash("sha256").update(key, "utf8").digest("hex");
  return versionId === null ? `${hash}.json` : `${hash}.${versionId}.json`;
}

/** All or nothing: readers see the old document or the new one. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, JSON.stringify(value));
  await rename(temporary, path);
}

/** The sandbox trusts its own folder: nobody else writes there. */
export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8")) as T;
}

/** Every document of a folder by its file's name, read a few dozen at a time. */
export async function readJsonFolder<T>(folder: string): Promise<Map<string, T>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const documents = new Map<string, T>();
  for (let at = 0; at < names.length; at += 64) {
    const some = names.slice(at, at + 64);
    const read = await Promise.all(
      some.map(async (name) => [name, await readJson<T>(join(folder, name))] as const),
    );
    for (const [name, document] of read) documents.set(name, document);
  }
  return documents;
}
