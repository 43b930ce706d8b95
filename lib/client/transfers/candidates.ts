import { nextTurn } from "@/lib/client/timer";
import { isJunk, isJunkFile, isJunkFolder } from "./junk";
import type { Candidate } from "./transfer";

/** What a picker chose: `webkitRelativePath` is set for a folder picker only. */
export function* candidatesOf(files: readonly File[], skipJunk: boolean): Generator<Candidate, void> {
  // A file that was chosen alone is meant, whatever its name.
  const skip = skipJunk && (files.length > 1 || Boolean(files[0]?.webkitRelativePath));
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    yield skip && isJunk(path) ? { path, junk: true } : { path, file };
  }
}

/**
 * What was dropped, folders read as they are walked, so that the first file goes while the rest is still found.
 * To be called within the drop event: its items are gone right after.
 */
export function candidatesOfDrop(
  data: Pick<DataTransfer, "items">,
  skipJunk: boolean,
): AsyncGenerator<Candidate, void> {
  const roots: Root[] = [];
  for (const item of Array.from(data.items)) {
    if (item.kind !== "file") continue;
    const root = item.webkitGetAsEntry() ?? item.getAsFile();
    if (root) roots.push(root);
  }
  return walkAll(roots, skipJunk);
}

type Root = FileSystemEntry | File;

async function* walkAll(roots: Root[], skipJunk: boolean): AsyncGenerator<Candidate, void> {
  const alone = roots.length === 1;
  for (const root of roots) {
    if (skipJunk && !alone && isJunkEntry(root)) yield { path: root.name, junk: true };
    else if (root instanceof File) yield { path: root.name, file: root };
    else if (isFile(root)) yield await open(root, root.name);
    else if (isDirectory(root)) yield* walk(root, `${root.name}/`, skipJunk);
  }
}

/** Files that are opened at once. */
const TOGETHER = 40;

async function* walk(
  directory: FileSystemDirectoryEntry,
  path: string,
  skipJunk: boolean,
): AsyncGenerator<Candidate, void> {
  const reader = directory.createReader();
  let empty = true;
  for (;;) {
    // Chromium hands out 100 entries at a time; only an empty answer is the end.
    const entries = await readSome(reader).catch(() => null);
    if (entries === null) {
      yield { path, problem: unreadable("folder") };
      return;
    }
    if (entries.length === 0) break;
    const kept: FileSystemEntry[] = [];
    for (const entry of entries) {
      if (skipJunk && isJunkEntry(entry)) yield { path: path + entry.name, junk: true };
      else kept.push(entry);
    }
    if (kept.length > 0) empty = false;
    for (let from = 0; from < kept.length; from += TOGETHER) {
      const some = kept.slice(from, from + TOGETHER);
      // Opened together: one after another, each would cost a trip to the browser's own process.
      const opened = some.map((entry) => (isFile(entry) ? open(entry, path + entry.name) : null));
      for (const [index, entry] of some.entries()) {
        const file = await opened[index];
        if (file) yield file;
        else if (isDirectory(entry)) yield* walk(entry, `${path}${entry.name}/`, skipJunk);
      }
      // As long as there is a next file to open, Chromium hands out the answers in one task and the page stands still.
      await nextTurn();
    }
  }
  if (empty) yield { path, folder: true };
}

const isJunkEntry = (entry: Root): boolean =>
  "isDirectory" in entry && entry.isDirectory ? isJunkFolder(entry.name) : isJunkFile(entry.name);

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const unreadable = (what: string) =>
  `This ${what} could not be read. Check that it is still there and may be read.`;

function open(entry: FileSystemFileEntry, path: string): Promise<Candidate> {
  return new Promise((resolve) =>
    entry.file(
      (file) => resolve({ path, file }),
      () => resolve({ path, problem: unreadable("file") }),
    ),
  );
}

const readSome = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
