import type { BucketRef } from "@/lib/client/api";
import type { Cors } from "@/lib/schemas/cors";
import type { TransferState } from "./states";

/** Where files go: a bucket and the prefix that is put before their relative paths. */
export type Target = BucketRef & { prefix: string };

/** One thing to upload. `path` is relative to the target's prefix; that of an empty folder ends in `/`. */
export type Candidate =
  | { path: string; file: File; handle?: FileSystemFileHandle }
  | { path: string; folder: true }
  /** What a system left there for itself; it is only counted. */
  | { path: string; junk: true }
  | { path: string; problem: string };

export type Choice = "replace" | "skip" | "keep-both" | "replace-if-newer" | "replace-if-size-differs";

/** How files are taken that are added from now on; the UI keeps it. */
export type Settings = {
  onConflict: "ask" | Choice;
  /** Leaves out what systems put into folders by themselves, such as `.DS_Store`. */
  skipJunk: boolean;
  /** Makes a marker for each empty folder. */
  emptyFolders: boolean;
};

export type FailureKind =
  | "key"
  | "file"
  | "cors"
  | "mixed-content"
  | "local-network"
  | "astray"
  | "unreachable"
  | "offline"
  | "refused"
  | "gone"
  | "signed-out"
  | "unavailable";

/** Why a transfer stopped; `message` is shown as it stands. */
export type Failure = { kind: FailureKind; message: string; retryable: boolean };

/** One transfer as it is shown: a copy, so that what was read stays what it was. */
export type Transfer = BucketRef & {
  id: string;
  key: string;
  size: number;
  sent: number;
  state: TransferState;
  /** What it waits for, while it waits. */
  note: string | null;
  failure: Failure | null;
  /** By what all bytes were checked end to end, once done: "CRC64NVME", "MD5", or null. */
  verified: string | null;
  /** Once done: whether S3 itself kept the name from being overwritten. */
  atomic: boolean | null;
  /** Bytes that S3 had from before, of an upload that goes on. */
  resumed: number;
  /** Once done: bytes that S3 had from before and that nothing could be compared with. */
  onTrust: number;
};

/** A name that is taken: what is there (where it could be found out) and what would come. */
export type Conflict = BucketRef & {
  id: string;
  key: string;
  ours: { size: number; modified: Date };
  theirs: { size: number; modified: Date } | null;
  /** How many transfers ask right now, this one included. */
  asking: number;
};

/** A bucket whose CORS rules keep this page out. */
export type CorsTrouble = { target: BucketRef; cors: Cors; message: string };

export type Totals = {
  files: number;
  done: number;
  failed: number;
  asking: number;
  paused: number;
  /** Not at an end yet, those that ask or are paused included. */
  unfinished: number;
  bytes: number;
  sent: number;
  /** Bytes a second over the last seconds. */
  speed: number;
  secondsLeft: number | null;
  /** Drops and pickers whose folders are still being read. */
  reading: number;
  /** Files of the system's own that were left out. */
  junk: number;
};

export type Snapshot = {
  /** In the order they were added; the same array as long as none came or went. */
  ids: readonly string[];
  /** Those of them that failed; the same array as long as they are the same. */
  failed: readonly string[];
  get(id: string): Transfer | undefined;
  totals: Totals;
  conflict: Conflict | null;
  cors: CorsTrouble | null;
};

/** Thrown where a transfer stops for a reason that people can read. */
export class TransferFailure extends Error {
  override readonly name = "TransferFailure";
  readonly failure: Failure;
  constructor(kind: FailureKind, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.failure = { kind, message, retryable: options.retryable ?? true };
  }
}

/** Thrown where the key exists already and the user has to say what to do. */
export class NameTaken extends Error {
  override readonly name = "NameTaken";
  readonly stage: "prepare" | "send" | "complete";
  constructor(stage: "prepare" | "send" | "complete") {
    super("This name is taken.");
    this.stage = stage;
  }
}
