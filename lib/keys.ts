/** S3's limit for a key, in UTF-8 bytes. */
const MAX_KEY_BYTES = 1024;

const encoder = new TextEncoder();

/** Why a string cannot be an object key, or null if it can. A key is opaque: well-formed Unicode, 1 to 1,024 bytes. */
export function keyProblem(key: string): string | null {
  if (key === "") return "A key cannot be empty.";
  if (!key.isWellFormed())
    return "A key must be well-formed Unicode: this one holds half of a surrogate pair.";
  const bytes = encoder.encode(key).length;
  if (bytes > MAX_KEY_BYTES)
    return `A key may be ${MAX_KEY_BYTES} bytes long at most; this one has ${bytes}.`;
  return null;
}

/**
 * Whether a name is one that S3 allows for a general purpose bucket (3 to 63 of `a-z 0-9 . -`).
 * Checked before any call: the SDK signs a request for the bucket `..` without a word, and that reaches other buckets.
 */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d{1,3}(\.\d{1,3}){3}$/.test(name) &&
    !name.startsWith("xn--") &&
    !name.endsWith("-s3alias")
  );
}

/** A prefix as Cooper uses it for folders: empty, or ending in `/`. */
export function isFolderPrefix(prefix: string): boolean {
  return prefix === "" || prefix.endsWith("/");
}

/** The prefix above: `a/b/` and `a/b` → `a/`, `a/` → ``. */
export function parentPrefix(keyOrPrefix: string): string {
  const end = keyOrPrefix.endsWith("/") ? keyOrPrefix.length - 1 : keyOrPrefix.length;
  return keyOrPrefix.slice(0, keyOrPrefix.slice(0, end).lastIndexOf("/") + 1);
}

/** The last path segment; a prefix keeps its `/`: `a/b/` → `b/`, `a//` → `/`. */
export function lastSegment(keyOrPrefix: string): string {
  return keyOrPrefix.slice(parentPrefix(keyOrPrefix).length);
}

/** Each prefix on the way down, for a breadcrumb: `a/b/` → `["a/", "a/b/"]`. */
export function prefixTrail(prefix: string): string[] {
  const trail: string[] = [];
  for (let at = prefix.indexOf("/"); at !== -1; at = prefix.indexOf("/", at + 1))
    trail.push(prefix.slice(0, at + 1));
  return trail;
}

/** Whether a URL parser would eat segments of this key when it stands in a path (`../x`, `a/../b`, `.`). */
export function hasDotSegment(key: string): boolean {
  return key.split("/").some((segment) => segment === "." || segment === "..");
}

/** Whether XML 1.0 can carry this key as text; a DeleteObjects batch with one that it cannot is refused whole. */
export function isXmlSafe(key: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids exactly these, and a carriage return is normalised away.
  return !/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/.test(key);
}
