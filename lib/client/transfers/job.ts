import type { SignedPart, Upload } from "@/lib/schemas/uploads";
import type { TransferState } from "./states";
import type { Candidate, Choice, Conflict, Failure, Target, Transfer } from "./transfer";

/** Files of one drop or picker: "do this for all" means all of these. */
export type Batch = { policy: Choice | null; stopped: boolean };

/** What a transfer is inside the engine; `ledger.ts` alone changes `state` and `sent`. */
export type Job = {
  readonly id: string;
  /** Order of arrival: who came first is served first. */
  readonly rank: number;
  readonly target: Target;
  readonly batch: Batch;
  readonly path: string;
  /** Null for an empty folder. */
  readonly file: File | null;
  readonly size: number;
  key: string;
  state: TransferState;
  sent: number;
  note: string | null;
  failure: Failure | null;
  upload: Begun | null;
  onConflict: "fail" | "replace";
  /** The number in the name when both are kept; 1 is the name as it is. */
  copy: number;
  theirs: Conflict["theirs"];
  /** The key that `theirs` was asked for. */
  looked: string | null;
  /** Ends the run that is under way. */
  stop: AbortController;
  running: Promise<void> | null;
  /** Set while asking. */
  answer: ((choice: Choice) => void) | null;
};

/** An upload that S3 knows of: its ticket, the signed parts at hand, and what is there already. */
export type Begun = Pick<Upload, "ticket" | "kind" | "partSize" | "partCount"> & {
  urls: Map<number, { part: SignedPart; expiresAt: number }>;
  /** Part number → ETag, as far as S3 has confirmed it. */
  etags: Map<number, string>;
  /** A single PUT whose answer got lost: a name that is taken now may be taken by this very file. */
  maybeStored: boolean;
};

export function createJob(rank: number, candidate: Candidate, target: Target, batch: Batch): Job {
  const file = "file" in candidate ? candidate.file : null;
  return {
    id: `t${rank}`,
    rank,
    target,
    batch,
    path: candidate.path,
    file,
    size: file?.size ?? 0,
    key: target.prefix + candidate.path,
    state: "queued",
    sent: 0,
    note: null,
    failure: null,
    upload: null,
    onConflict: "fail",
    copy: 1,
    theirs: null,
    looked: null,
    stop: new AbortController(),
    running: null,
    answer: null,
  };
}

export function toBegun(upload: Upload): Begun {
  const { ticket, kind, partSize, partCount } = upload;
  const begun: Begun = {
    ticket,
    kind,
    partSize,
    partCount,
    urls: new Map(),
    etags: new Map(),
    maybeStored: false,
  };
  keepUrls(begun, upload.parts, upload.expiresAt);
  return begun;
}

export function keepUrls(begun: Begun, parts: readonly SignedPart[], expiresAt: string): void {
  for (const part of parts) begun.urls.set(part.number, { part, expiresAt: Date.parse(expiresAt) });
}

/** Bytes of one part; the last is what remains, and an empty file is one part of nothing. */
export function partRange(job: Job, begun: Begun, number: number): { start: number; end: number } {
  if (begun.kind === "single") return { start: 0, end: job.size };
  const start = (number - 1) * begun.partSize;
  return { start, end: Math.min(start + begun.partSize, job.size) };
}

export function viewOf(job: Job): Transfer {
  const { id, key, size, sent, state, note, failure, target } = job;
  return { id, key, size, sent, state, note, failure, connection: target.connection, bucket: target.bucket };
}
