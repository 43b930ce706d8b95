import { byteString, type KeyIndex, textOfBytes } from "./key-index";

export type ListOptions = {
  prefix: string;
  delimiter: string;
  /** Only what comes after it; a common prefix that equals it is done with, keys and all. */
  after: string;
  limit: number;
};

export type Listed = { keys: string[]; prefixes: string[]; truncated: boolean; last: string };

/** One page of a listing: keys and common prefixes both count, in the order of their bytes. */
export function listKeys(index: KeyIndex, options: ListOptions): Listed {
  const prefix = byteString(options.prefix);
  const delimiter = byteString(options.delimiter);
  const after = byteString(options.after);
  const listed: Listed = { keys: [], prefixes: [], truncated: false, last: "" };
  let position = Math.max(index.seek(prefix), after === "" ? 0 : index.seek(`${after}\u0000`));
  if (options.limit === 0) return listed;
  for (;;) {
    const key = index.at(position);
    if (key === undefined || !key.startsWith(prefix)) return listed;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? null : key.slice(0, cut + delimiter.length);
    if (common !== null && common === after) {
      position = index.seekPast(common, position);
      continue;
    }
    if (listed.keys.length + listed.prefixes.length === options.limit) {
      listed.truncated = true;
      return listed;
    }
    listed.last = textOfBytes(common ?? key);
    if (common === null) listed.keys.push(listed.last);
    else listed.prefixes.push(listed.last);
    position = common === null ? position + 1 : index.seekPast(common, position);
  }
}
