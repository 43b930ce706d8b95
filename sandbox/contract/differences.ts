import type { Case, Difference } from "./bench";

// What more than one case has to say.

const LOOKED_FOR =
  "looks for the name before it signs and again before it completes, and calls nothing `atomic`; who writes the name in between is overwritten";

export const CHECKSUMS_IGNORED: Difference = {
  store: "ignores checksum headers and keeps none",
  cooper:
    "compares sizes and ETags, and calls an upload verified only where the store gives the checksum back",
  instead: "size and ETag",
};

export const UNQUOTED_ONLY: Difference = {
  store: "takes the ETag only without quotes: quoted, as SDKs send it, is always 412",
  cooper:
    "refuses a replace that names the version it saw, with nothing lost; a plain replace works. Its own state it writes with bare ETags, which it finds out at the start",
  instead: "replace without naming the version",
};

export const COMPLETE_UNCONDITIONAL: Difference = {
  store: "ignores conditions on CompleteMultipartUpload and overwrites",
  cooper: LOOKED_FOR,
  instead: "looked for, not atomic",
};

export const PUT_UNCONDITIONAL: Difference = {
  store: "ignores conditions on PutObject and overwrites",
  cooper: LOOKED_FOR,
  instead: "looked for, not atomic",
};

export const CONDITIONS_REFUSED: Difference = {
  store: "refuses PutObject with any condition, as NotImplemented",
  cooper: `asks once whether the store takes conditions, then sends none: ${LOOKED_FOR}`,
  instead: "looked for, not atomic",
};

export const DELETES_UNCONDITIONAL: Difference = {
  store: "ignores If-Match on DELETE",
  cooper: "deletes without conditions everywhere",
};

export const TRAILERS_UNKNOWN: Difference = {
  store: "knows no trailing checksums",
  cooper: "sends none, nor does a browser",
};

export const HEADERS_UNSIGNED: Difference = {
  store: "takes unsigned x-amz headers",
  cooper: "signs all that it sends; who holds a URL for an upload could add metadata to that upload",
};

export const BUCKETS_HIDDEN: Difference = {
  store: "lets a key that is bound to buckets list none",
  cooper: "shows the buckets that the connection and the grants name, and says that there may be more",
  instead: "those that you name",
};

export const FILE_NAMES_ONLY: Difference = {
  store: "keeps objects as files, and refuses keys that are no path of files",
  cooper: "passes the refusal on; nothing is renamed in silence",
  instead: "keys that are file names",
};

export const UPLOADS_HIDDEN: Difference = {
  store: "lists the uploads of one whole key alone",
  cooper: "does not need the list: a ticket names its upload",
};

export const RULES_OF_THE_SERVER: Difference = {
  store:
    "keeps no CORS rules for buckets; the server lets every origin in unless its administrator says otherwise",
  cooper:
    "finds out by a preflight whether the page is let in, and tells what the administrator has to set where it is not",
  instead: "set by the administrator, open by default",
};

/** The cases, of which each differs so on a store. */
export function differing(profile: keyof NonNullable<Case["differs"]>, difference: Difference) {
  return (entry: Case): Case => ({ ...entry, differs: { ...entry.differs, [profile]: difference } });
}
