import type { BucketRef } from "@/lib/client/api";
import type { AppError } from "@/lib/errors";
import type { DownloadState } from "./states";

/** One object to download. `path` is its name relative to what was chosen; that of a folder's marker ends in `/`. */
export type Source = {
  key: string;
  versionId?: string;
  path: string;
  size: number;
  etag: string;
  /** ISO 8601. */
  modified: string;
  /** The whole object's own checksum in base64 where S3 has one: what arrives is compared with it. */
  checksum?: { algorithm: "CRC32" | "CRC64NVME"; value: string };
};

/** Up to 100 objects' addresses in one call; one answer each, in order. */
export type ReadUrls = (
  sources: readonly Source[],
  signal: AbortSignal,
) => Promise<({ url: string; expiresAt: string } | AppError)[]>;

/** Where an archive goes: a file that the user chose, the browser's own downloads, or, where there is neither, its memory. */
export type Sink =
  | { to: "file"; handle: FileSystemFileHandle }
  | { to: "browser" }
  | { to: "memory"; limit: number };

export type DownloadKind = "archive" | "folder" | "file";

/** What to do with files that are on the disk already. `skip-same` keeps those of the same size that are not older. */
export type ExistingChoice = "skip-same" | "replace" | "keep-both";

/** An object that did not arrive whole, and why. */
export type FailedObject = { key: string; reason: string };

/** One download as it is shown: a copy, so that what was read stays what it was. */
export type Download = BucketRef & {
  id: string;
  kind: DownloadKind;
  /** The archive's, folder's or object's own name. */
  name: string;
  state: DownloadState;
  /** Bytes and objects known so far; final once `listed`. */
  size: number;
  objects: number;
  listed: boolean;
  received: number;
  objectsDone: number;
  /** Objects that were there already. */
  skipped: number;
  /** Objects that did not arrive; `failures` names them. */
  failed: number;
  /** Names that had to be changed; the archive lists them. */
  renamed: number;
  /** Bytes a second over the last seconds. */
  speed: number;
  secondsLeft: number | null;
  /** What it waits for, while it waits. */
  note: string | null;
  /** Why all of it stopped; shown as it stands. */
  failure: { message: string; retryable: boolean } | null;
  /** By which checksum every byte was compared, or null. */
  verified: "CRC64NVME" | "CRC32" | "MD5" | null;
  /** Null unless it asks: the first file that is there already. */
  existing: { name: string } | null;
};

export type DownloadTotals = {
  downloads: number;
  done: number;
  failed: number;
  unfinished: number;
  asking: number;
  paused: number;
  size: number;
  received: number;
  speed: number;
};

export type DownloadSnapshot = {
  /** In the order they were added; the same array as long as none came or went. */
  ids: readonly string[];
  get(id: string): Download | undefined;
  totals: DownloadTotals;
};

/** Thrown where all of a download stops for a reason that people can read. */
export class DownloadFailure extends Error {
  override readonly name = "DownloadFailure";
  readonly retryable: boolean;
  constructor(message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? true;
  }
}
