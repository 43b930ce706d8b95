/** What Finder, Explorer and Windows leave in folders for themselves; nobody means to upload it. Lower case. */
const FILES = new Set([".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"]);
const FOLDERS = new Set([
  ".spotlight-v100",
  ".trashes",
  ".fseventsd",
  ".temporaryitems",
  "__macosx",
  "$recycle.bin",
  "system volume information",
]);

/** Whether a file is a system's own note rather than somebody's: by its name, or by a folder that it lies in. */
export function isJunk(path: string): boolean {
  const segments = path.split("/");
  const name = segments.pop() ?? "";
  return isJunkFile(name) || segments.some(isJunkFolder);
}

/** `._name` is what macOS keeps beside a file on disks that know no attributes. */
export function isJunkFile(name: string): boolean {
  return FILES.has(name.toLowerCase()) || (name.startsWith("._") && name.length > 2);
}

export function isJunkFolder(name: string): boolean {
  return FOLDERS.has(name.toLowerCase());
}
