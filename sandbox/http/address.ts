import { S3Error } from "../errors";

export type Address = {
  bucket: string | null;
  key: string | null;
  /** The decoded path, encoded again with its `/` kept: what a signature covers, however the client wrote it. */
  canonicalPath: string;
  query: ReadonlyMap<string, readonly string[]>;
};

/** Everything but `A-Z a-z 0-9 - . _ ~` as %XX, the way signatures want it. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function encodePath(path: string): string {
  return encodeRfc3986(path).replaceAll("%2F", "/");
}

/** Decodes once; half an escape and bytes that are not UTF-8 are refused, never replaced. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new S3Error("InvalidURI", undefined, { cause });
  }
}

function parseQuery(text: string): Map<string, string[]> {
  const query = new Map<string, string[]>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode((equals < 0 ? pair : pair.slice(0, equals)).replaceAll("+", " "));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1).replaceAll("+", " "));
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return query;
}

/** `photos.localhost:5400` → `photos`; any other host is path style. */
function bucketOfHost(host: string): string | null {
  const name = host.replace(/:\d+$/, "");
  return name.endsWith(".localhost") ? name.slice(0, -".localhost".length) : null;
}

/**
 * Where a request points. `target` is the request line's own text: a URL parser would resolve `..`, which in S3 is
 * part of a key like any other.
 */
export function parseAddress(target: string, host: string): Address {
  if (!target.startsWith("/") || /[^\x21-\x7e]/.test(target)) throw new S3Error("InvalidURI");
  const mark = target.indexOf("?");
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const query = parseQuery(mark < 0 ? "" : target.slice(mark + 1));
  const canonicalPath = encodePath(decode(rawPath));
  const hostBucket = bucketOfHost(host);
  if (hostBucket !== null)
    return { bucket: hostBucket, key: decode(rawPath.slice(1)) || null, canonicalPath, query };
  const slash = rawPath.indexOf("/", 1);
  const bucket = decode(slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash));
  const key = slash < 0 ? "" : decode(rawPath.slice(slash + 1));
  return { bucket: bucket || null, key: key || null, canonicalPath, query };
}
