import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { StateDriver, StoredText } from "./driver";

/** Successors older than this are no longer needed to put back what a slow writer might undo. */
const KEEP_SUCCESSORS_MS = 3_600_000;
const SUFFIX = ".json";

/**
 * Documents in a folder, safe between processes and without locks. The successor of a text is a file named after the
 * text's tag, created by `link`, which only one writer can do. `<name>.json` is a copy of some text of that chain: a
 * reader starts there and follows the successors, so a writer that dies half way, or is late, loses nothing.
 */
export function fileDriver(root: string): StateDriver {
  const pathOf = (name: string) => join(/* turbopackIgnore: true */ root, `${name}${SUFFIX}`);

  return {
    read: (name) => readTip(pathOf(name)),

    async write(name, text, condition) {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const target = condition === "absent" ? path : successor(path, condition.tag);
      if (condition !== "absent" && (await readTip(path))?.tag !== condition.tag) return false;
      const won = await place(text, target);
      if (won && condition !== "absent") await moveOn(path, text);
      return won;
    },

    async list(prefix) {
      const names = await walk(root, root);
      return names.filter((name) => name.startsWith(prefix));
    },

    async erase(name) {
      const path = pathOf(name);
      await rm(path, { force: true });
      await removeSuccessors(path, Number.POSITIVE_INFINITY);
    },
  };
}

const tagOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);
const successor = (path: string, tag: string) => `${path}~${tag}`;

async function readTip(path: string): Promise<StoredText | null> {
  let text = await readIfThere(path);
  if (text === null) return null;
  for (;;) {
    const tag = tagOf(text);
    const next = await readIfThere(successor(path, tag));
    if (next === null) return { text, tag };
    text = next;
  }
}

/** Writes a text to a name that must not exist yet; false when it does. The text is there whole or not at all. */
async function place(text: string, path: string): Promise<boolean> {
  const temporary = await writeTemporary(text, path);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
}

/** Lets `<name>.json` hold the newest text, so that readers have a short way. */
async function moveOn(path: string, text: string): Promise<void> {
  await rename(await writeTemporary(text, path), path);
  await removeSuccessors(path, Date.now() - KEEP_SUCCESSORS_MS);
}

async function writeTemporary(text: string, path: string): Promise<string> {
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

async function removeSuccessors(path: string, before: number): Promise<void> {
  const folder = dirname(path);
  const own = `${path.slice(folder.length + 1)}~`;
  const names = await readdir(folder).catch(ignoreMissing<string[]>([]));
  for (const name of names.filter((entry) => entry.startsWith(own))) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file).catch(ignoreMissing({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < before) await rm(file, { force: true });
  }
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing([]));
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await walk(root, path)));
    else if (entry.name.endsWith(SUFFIX))
      found.push(relative(root, path).slice(0, -SUFFIX.length).split(sep).join("/"));
  }
  return found;
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(ignoreMissing(null));
}

function ignoreMissing<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (hasCode(error, "ENOENT")) return otherwise;
    throw error;
  };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
