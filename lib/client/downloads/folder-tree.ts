import { lastSegment } from "@/lib/keys";
import type { Item } from "./catalogue";
import type { ExistingChoice } from "./download";
import { onDisk } from "./output";
import { ObjectFailure } from "./trouble";

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
      onDisk(() => makeFolder(parent, path.slice(0, -1))),
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

/** What keeps one folder from being made keeps no other object from coming. */
async function makeFolder(
  parent: FileSystemDirectoryHandle,
  path: string,
): Promise<FileSystemDirectoryHandle> {
  try {
    return await parent.getDirectoryHandle(lastSegment(path), { create: true });
  } catch (error) {
    if (isOfOtherKind(error))
      throw new ObjectFailure(
        `On the disk, a file stands where the folder ${JSON.stringify(path)} is needed. Move it away, and try again.`,
        error,
      );
    if (error instanceof TypeError)
      throw new ObjectFailure(`The browser lets no folder ${JSON.stringify(path)} be made.`, error);
    throw error;
  }
}

const isOfOtherKind = (error: unknown) => error instanceof DOMException && error.name === "TypeMismatchError";

export type Place = { handle: FileSystemFileHandle; fresh: boolean };

/** A further name that nothing else of the download has. */
type Another = (name: string) => string;

/** Where an object's file goes; null if the one that is there may stay. */
export async function takePlace(
  directory: FileSystemDirectoryHandle,
  item: Item,
  another: Another,
  decide: (name: string) => Promise<ExistingChoice>,
): Promise<Place | null> {
  let path = item.name;
  let there = await find(directory, path);
  if (there === "refused") {
    path = another(`${path}_`);
    there = await find(directory, path);
  }
  if (there === "refused") throw new ObjectFailure("The browser lets no file of this name be written.");
  if (there === null) return make(directory, path);
  if (there === "folder") return freePlace(directory, path, another);
  const choice = await decide(lastSegment(path));
  if (choice === "keep-both") return freePlace(directory, path, another);
  if (choice === "skip-same") {
    const file = await onDisk(() => there.getFile());
    // A file's time is when it was written: never before its object's own, unless the object was changed since.
    if (file.size === item.size && file.lastModified >= Date.parse(item.modified)) return null;
  }
  return { handle: there, fresh: false };
}

/** A file of its own beside what is there already. */
export async function freePlace(
  directory: FileSystemDirectoryHandle,
  path: string,
  another: Another,
): Promise<Place> {
  for (;;) {
    const other = another(path);
    if ((await find(directory, other)) === null) return make(directory, other);
  }
}

async function make(directory: FileSystemDirectoryHandle, path: string): Promise<Place> {
  try {
    return { handle: await directory.getFileHandle(lastSegment(path), { create: true }), fresh: true };
  } catch (error) {
    if (!isOfOtherKind(error)) throw error;
    throw new ObjectFailure("On the disk, a folder of its name was made just now. Try again.", error);
  }
}

/** What is there; "refused" where browsers let nobody have such a name, as they do with shortcuts. */
export async function find(
  directory: FileSystemDirectoryHandle,
  path: string,
): Promise<FileSystemFileHandle | "folder" | "refused" | null> {
  try {
    return await directory.getFileHandle(lastSegment(path));
  } catch (error) {
    if (error instanceof TypeError) return "refused";
    if (isOfOtherKind(error)) return "folder";
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}
