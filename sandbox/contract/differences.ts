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

/** A difference of the real store that nothing in Cooper could tell. */
/** What the sandbox does too when it is like that store. */
export function alike(store: string, cooper: string): Difference {
  return { store, cooper };
}

export function unimitated(store: string, cooper: string): Difference {
  return { store, cooper, imitated: false };
}

export const NO_ATTRIBUTES: Difference = {
  store: "has no GetObjectAttributes",
  cooper: "reads what it shows by HEAD",
};

export const NO_PART_NUMBER: Difference = {
  store: "ignores partNumber and gives the whole object",
  cooper: "reads whole objects",
};

export const PARTS_SUMMED: Difference = {
  store: "agrees to the upload, and refuses its parts for coming without checksums",
  cooper: "finds that out by a part that cannot be taken, and compares the MD5 of each part instead",
};

export const NO_IF_RANGE: Difference = {
  store: "ignores If-Range",
  cooper:
    "cannot help it: a browser that goes on with a broken download may get the rest of an object that was replaced meanwhile",
};

export const NO_COPY_CONDITIONS: Difference = {
  store: "ignores conditions about a copy's source",
  cooper: "copies nothing yet",
};

export const NO_TAGS: Difference = { store: "has no tags", cooper: "needs none" };

export const NO_RESTORE: Difference = { store: "restores nothing", cooper: "offers no restore" };

export const ONLY_STANDARD: Difference = {
  store: "has the storage classes that its operator makes, here STANDARD alone, and no restore",
  cooper: "names a class only where the connection's `upload.storageClass` does",
};

export const NO_VERSIONS: Difference = { store: "keeps no versions", cooper: "needs none" };
export const NO_LOCKS: Difference = { store: "has no object lock", cooper: "needs none" };

export const MARKERS = "shows a hidden key as one that is not there";
export const IDS = "asks for versions by the ids that the store gave out";
export const LISTED = "does not list versions yet";
export const LOCKS = "sets no locks, and passes on what the store refuses for one";

export const ERRORS_HIDDEN: Difference = {
  store: "puts CORS headers on successes alone",
  cooper: "sees a refusal of an upload as a broken connection: it asks for the cause itself, and tries again",
};

export const NO_POLICIES: Difference = {
  store: "has no bucket policies: access goes by key and bucket",
  cooper: "needs none: who may do what is in its own grants",
};
export const NO_ENCRYPTION: Difference = {
  store: "encrypts nothing on demand",
  cooper: "asks for it only where the connection's `upload` does",
};
export const NO_FORMS: Difference = { store: "takes no uploads by a form", cooper: "uploads by PUT" };

export const POLICIES = "writes no policies, and passes on what the store refuses for one";
export const ANONYMOUS = "asks for nothing without a signature";
export const ENCRYPTION = "names an encryption only where the connection's `upload` does";
export const FORMS =
  "sends only forms of exact fields and an exact length, and looks at the object afterwards";
export const ROLES = "takes on a role only where the connection's `assumeRole` names one";

/** The cases, of which each differs so on a store. */
export function differing(profile: keyof NonNullable<Case["differs"]>, difference: Difference) {
  return (entry: Case): Case => ({ ...entry, differs: { ...entry.differs, [profile]: difference } });
}
