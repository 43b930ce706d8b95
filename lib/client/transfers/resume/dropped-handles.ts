/** What TypeScript's DOM does not know yet; Chromium has it. */
type HandleItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };

/** Finds the handle of a dropped file by its path, or null. */
export type HandleAt = (path: string) => Promise<FileSystemFileHandle | null>;

/** Each is a trip to the browser's own process, made within the event: thousands of them would freeze the page. Without one, resuming asks for the file. */
const MOST_ROOTS = 200;

/** The ways back to what was dropped, to be called within the drop event: its items are gone right after. */
export function handlesOfDrop(items: Iterable<DataTransferItem>): HandleAt {
  const roots: Promise<FileSystemHandle | null>[] = [];
  for (const item of items as Iterable<HandleItem>)
    if (roots.length < MOST_ROOTS && item.kind === "file" && item.getAsFileSystemHandle)
      roots.push(item.getAsFileSystemHandle().catch(() => null));
  let byName: Promise<Map<string, FileSystemHandle | null>> | null = null;
  return async (path) => {
    byName ??= Promise.all(roots).then(nameAll);
    const [first = "", ...below] = path.split("/");
    const root = (await byName).get(first);
    return root ? walk(root, below).catch(() => null) : null;
  };
}

/** Two of one name, dragged out of a list of search results, cannot be told apart. */
function nameAll(handles: (FileSystemHandle | null)[]): Map<string, FileSystemHandle | null> {
  const named = new Map<string, FileSystemHandle | null>();
  for (const handle of handles) if (handle) named.set(handle.name, named.has(handle.name) ? null : handle);
  return named;
}

async function walk(root: FileSystemHandle, names: string[]): Promise<FileSystemFileHandle | null> {
  let at = root;
  for (const [index, name] of names.entries()) {
    if (!isDirectory(at)) return null;
    at = index === names.length - 1 ? await at.getFileHandle(name) : await at.getDirectoryHandle(name);
  }
  return isFile(at) ? at : null;
}

const isDirectory = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === "directory";
const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === "file";
