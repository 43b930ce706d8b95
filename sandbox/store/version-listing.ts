import { byteString, textOfBytes } from "./key-index";
import { orderOfVersionId } from "./version-id";
import type { Version, Versions } from "./versions";

export type VersionListOptions = {
  prefix: string;
  delimiter: string;
  /** Only what comes after it; with a version, the rest of that key comes first. */
  keyMarker: string;
  versionMarker: string | null;
  limit: number;
};

export type ListedVersions = {
  versions: { version: Version; newest: boolean }[];
  prefixes: string[];
  truncated: boolean;
  /** The last entry: a version, or a common prefix. */
  last: { key: string; versionId: string | undefined };
};

/** Where the versions of a key go on behind the marker, which may have been deleted since it was handed out. */
function offsetBehind(stack: readonly Version[], marker: string): number {
  const at = stack.findIndex(({ versionId }) => versionId === marker);
  if (at >= 0) return at + 1;
  const order = orderOfVersionId(marker);
  if (order === null) return 0;
  const next = stack.findIndex((version) => version.order < order);
  return next < 0 ? stack.length : next;
}

/** One page of all versions, in the order of the keys' bytes and newest first within one; prefixes count as well. */
export function listVersions(all: Versions, options: VersionListOptions): ListedVersions {
  const index = all.keys;
  const { keyMarker, limit, versionMarker } = options;
  const [prefix, delimiter, after] = [options.prefix, options.delimiter, keyMarker].map(byteString) as [
    string,
    string,
    string,
  ];
  const last = { key: "", versionId: undefined };
  const listed: ListedVersions = { versions: [], prefixes: [], truncated: false, last };
  if (limit === 0) return listed;
  const isFull = () => {
    listed.truncated = listed.versions.length + listed.prefixes.length === limit;
    return listed.truncated;
  };
  const begin = after === "" ? 0 : index.seek(versionMarker === null ? `${after}\u0000` : after);
  let position = Math.max(index.seek(prefix), begin);
  for (;;) {
    const bytes = index.at(position);
    if (bytes === undefined || !bytes.startsWith(prefix)) return listed;
    const cut = delimiter === "" ? -1 : bytes.indexOf(delimiter, prefix.length);
    if (cut >= 0) {
      const common = bytes.slice(0, cut + delimiter.length);
      position = index.seekPast(common, position);
      if (common === after) continue;
      if (isFull()) return listed;
      listed.last = { key: textOfBytes(common), versionId: undefined };
      listed.prefixes.push(listed.last.key);
      continue;
    }
    const key = textOfBytes(bytes);
    const stack = all.of(key);
    const from = versionMarker !== null && key === keyMarker ? offsetBehind(stack, versionMarker) : 0;
    for (const [at, version] of stack.entries()) {
      if (at < from) continue;
      if (isFull()) return listed;
      listed.versions.push({ version, newest: at === 0 });
      listed.last = { key, versionId: version.versionId };
    }
    position += 1;
  }
}
