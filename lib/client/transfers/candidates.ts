import type { Candidate } from "./transfer";

/** What a picker chose: `webkitRelativePath` is set for a folder picker only. */
export function* candidatesOf(files: Iterable<File>): Generator<Candidate, void> {
  for (const file of files) yield { path: file.webkitRelativePath || file.name, file };
}

/**
 * What was dropped, folders read as they are walked, so that the first file goes while the rest is still found.
 * To be called within the drop event: its items are gone right after.
 */
export function candidatesOfDrop(data: Pick<DataTransfer, "items">): AsyncGenerator<Candidate, void> {
  const roots: (FileSystemEntry | File)[] = [];
  for (const item of Array.from(data.items)) {
    if (item.kind !== "file") continue;
    const root = item.webkitGetAsEntry() ?? item.getAsFile();
    if (root) roots.push(root);
  }
  return walkAll(roots);
}

async function* walkAll(roots: (FileSystemEntry | File)[]): AsyncGenerator<Candidate, void> {
  for (const root of roots) {
    if (root instanceof File) yield { path: root.name, file: root };
    else yield* walk(root, "");
  }
}

async function* walk(entry: FileSystemEntry, parent: string): AsyncGenerator<Candidate, void> {
  const path = parent + entry.name;
  try {
    if (isFile(entry)) yield { path, file: await openFile(entry) };
    else if (isDirectory(entry)) yield* walkDirectory(entry, `${path}/`);
  } catch {
    const what = entry.isFile ? "file" : "folder";
    yield { path, problem: `This ${what} could not be read. Check that it is still there and may be read.` };
  }
}

async function* walkDirectory(
  directory: FileSystemDirectoryEntry,
  path: string,
): AsyncGenerator<Candidate, void> {
  const reader = directory.createReader();
  let empty = true;
  for (;;) {
    // Chromium hands out 100 entries at a time; only an empty answer is the end.
    const entries = await readSome(reader);
    if (entries.length === 0) break;
    empty = false;
    for (const entry of entries) yield* walk(entry, path);
  }
  if (empty) yield { path, folder: true };
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const openFile = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));

const readSome = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
