import type { Item } from "./catalogue";
import type { ExistingChoice } from "./download";
import { onDisk } from "./output";
import { numbered } from "./safe-name";

/** Folders whose handles are kept at hand. */
const KEPT = 256;

/** The folders below a directory, made as they are needed; one that is missing is made once, however many ask at once. */
export function createFolderTree(root: FileSystemDirectoryHandle) {
  const open = new Map<string, Promise<FileSystemDirectoryHandle>>();

  function get(path: string): Promise<FileSystemDirectoryHandle> {
    if (path === "") return Promise.resolve(root);
    const known = open.get(path);
    if (known) return known;
    const above = path.lastIndexOf("/", path.length - 2) + 1;
    const made = get(path.slice(0, above)).then((parent) =>
      onDisk(() => parent.getDirectoryHandle(path.slice(above, -1), { create: true })),
    );
    open.set(path, made);
    for (const oldest of open.keys()) {
      if (open.size <= KEPT) break;
      open.delete(oldest);
    }
    return made;
  }
  return { get };
}

export type Place = { handle: FileSystemFileHandle; fresh: boolean };

/** Where an object's file goes; null if the one that is there may stay. */
export async function takePlace(
  directory: FileSystemDirectoryHandle,
  name: string,
  item: Item,
  decide: (name: string) => Promise<ExistingChoice>,
): Promise<Place | null> {
  const there = await find(directory, name);
  if (there === null) return make(directory, name);
  if (there === "folder") return next(directory, name);
  const choice = await decide(name);
  if (choice === "keep-both") return next(directory, name);
  if (choice === "skip-same") {
    const file = await onDisk(() => there.getFile());
    // A file's time is when it was written: never before its object's own, unless the object was changed since.
    if (file.size === item.size && file.lastModified >= Date.parse(item.modified)) return null;
  }
  return { handle: there, fresh: false };
}

async function next(directory: FileSystemDirectoryHandle, name: string): Promise<Place> {
  for (let number = 2; ; number++) {
    const other = numbered(name, number);
    if ((await find(directory, other)) === null) return make(directory, other);
  }
}

async function make(directory: FileSystemDirectoryHandle, name: string): Promise<Place> {
  const handle = await directory.getFileHandle(name, { create: true }).catch((error: unknown) => {
    // Browsers refuse some names that would be dangerous on the disk, such as shortcuts.
    if (!(error instanceof TypeError)) throw error;
    return directory.getFileHandle(`${name}_`, { create: true });
  });
  return { handle, fresh: true };
}

async function find(
  directory: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | "folder" | null> {
  try {
    return await directory.getFileHandle(name);
  } catch (error) {
    if (error instanceof TypeError) return null;
    const kind = error instanceof DOMException ? error.name : "";
    if (kind === "NotFoundError") return null;
    if (kind === "TypeMismatchError") return "folder";
    throw error;
  }
}
