import type { ChecksumAlgorithm, SignedPart, Upload } from "@/lib/schemas/uploads";
import type { Digest } from "./digest";
import type { Plan } from "./plan";
import type { TransferState } from "./states";
import type { Candidate, Choice, Conflict, Failure, Target, Transfer } from "./transfer";

/** Files of one drop or picker: "do this for all" means all of these. */
export type Batch = {
  policy: Choice | null;
  stopped: boolean;
  /** Paused as a whole: files that are still to come wait as well. */
  paused: boolean;
};

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
  readonly handle: FileSystemFileHandle | null;
  readonly size: number;
  key: string;
  state: TransferState;
  sent: number;
  note: string | null;
  failure: Failure | null;
  upload: Begun | null;
  onConflict: "fail" | "replace";
  /** With `replace`: only the object of this ETag. */
  ifMatch: string | null;
  /** Of the whole file, where it is small enough to be hashed before it is begun. */
  digest: Digest | null;
  /** Its bytes as they were hashed, where they are few; null before, and once S3 has them. */
  bytes: ArrayBuffer | null;
  /** How often S3 stored it otherwise than it was sent. */
  wrong: number;
  /** How often it was sent from the start, because what S3 had could not be saved. */
  anew: number;
  /** How often its name was found taken. */
  rounds: number;
  /** The number in the name when both are kept; 1 is the name as it is. */
  copy: number;
  theirs: Conflict["theirs"];
  /** The key that `theirs` was asked for. */
  looked: string | null;
  verified: string | null;
  atomic: boolean | null;
  /** What was compared is replaced without a condition, because the store takes none. */
  unguarded: boolean;
  resumed: number;
  onTrust: number;
  /** Goes on with an upload of an earlier visit. */
  adopted: boolean;
  /** Its place in the queue; 0 outside of it. */
  turn: number;
  /** Ends the run that is under way. */
  stop: AbortController | null;
  running: Promise<void> | null;
  /** Set while asking. */
  answer: ((choice: Choice) => void) | null;
};

/** An upload that S3 knows of: its ticket, the signed parts at hand, and what is there already. */
export type Begun = Pick<Upload, "ticket" | "ticketExpiresAt" | "kind" | "partSize" | "partCount"> & {
  /** What the store verifies by itself; null where it verifies nothing, and ETags are all there is. */
  checksum: ChecksumAlgorithm | null;
  planId: string;
  /** When its plan was made, in milliseconds since the epoch. */
  saved: number;
  urls: Map<number, SignedUrl>;
  /** Part number → ETag, as far as S3 has confirmed it. */
  etags: Map<number, string>;
  /** Of those, the ones that S3 had from before. */
  inherited: Map<number, string>;
  /** Whose parts may be of another file. */
  foreign: boolean;
  /** Part number → what its bytes on the disk hash to. */
  digests: Map<number, Digest>;
  /** Parts whose ETag was seen to be the MD5 of their bytes. */
  checked: Set<number>;
  /** Parts that S3 had otherwise than the file has them. */
  suspects: Set<number>;
  /** How many of those were found since this was last looked at. */
  resent: number;
  /** A single PUT whose answer got lost: a name that is taken now may be taken by this very file. */
  maybeStored: boolean;
};

/** `freshUntil` is by this machine's clock, which may be wrong: it counts from when the URL came. */
type SignedUrl = { part: SignedPart; freshUntil: number };

export function createJob(rank: number, candidate: Candidate, target: Target, batch: Batch): Job {
  const file = "file" in candidate ? candidate.file : null;
  return {
    id: `t${rank}`,
    rank,
    target,
    batch,
    path: candidate.path,
    file,
    handle: ("handle" in candidate ? candidate.handle : null) ?? null,
    size: file?.size ?? 0,
    key: target.prefix + candidate.path,
    state: "queued",
    sent: 0,
    note: null,
    failure: null,
    upload: null,
    // Whoever said so beforehand asks for nothing: small files then need no condition, and can go as forms.
    onConflict: batch.policy === "replace" ? "replace" : "fail",
    ifMatch: null,
    rounds: 0,
    digest: null,
    bytes: null,
    wrong: 0,
    anew: 0,
    copy: 1,
    theirs: null,
    looked: null,
    verified: null,
    atomic: null,
    unguarded: false,
    resumed: 0,
    onTrust: 0,
    adopted: false,
    turn: 0,
    stop: null,
    running: null,
    answer: null,
  };
}

export function toBegun(upload: Upload, planId: string, now: number): Begun {
  const begun = fromPlan({ ...upload, id: planId, saved: now });
  keepUrls(begun, upload.parts, upload.expiresAt, now);
  return begun;
}

/** An upload of an earlier visit, of which S3 tells the rest. */
export function fromPlan(
  plan: Pick<
    Plan,
    "id" | "saved" | "ticket" | "ticketExpiresAt" | "kind" | "partSize" | "partCount" | "checksum" | "foreign"
  >,
): Begun {
  const { id, saved, ticket, ticketExpiresAt, kind, partSize, partCount, checksum, foreign = false } = plan;
  return {
    planId: id,
    saved,
    ticket,
    ticketExpiresAt,
    kind,
    partSize,
    partCount,
    // Another tool may have promised one that is not made here: then ETags are all there is.
    checksum: checksum === "CRC64NVME" ? checksum : null,
    urls: new Map(),
    etags: new Map(),
    inherited: new Map(),
    foreign,
    digests: new Map(),
    checked: new Set(),
    suspects: new Set(),
    resent: 0,
    maybeStored: false,
  };
}

/** What was signed for the old ticket is not for the new one. */
export function keepTicket(
  begun: Begun,
  { ticket, ticketExpiresAt }: Pick<Plan, "ticket" | "ticketExpiresAt">,
): void {
  Object.assign(begun, { ticket, ticketExpiresAt });
  begun.urls.clear();
}

/** What a URL lives at least, should this machine's clock be so wrong that its end lies in the past. */
const SHORTEST_LIFE_MS = 60_000;

export function keepUrls(begun: Begun, parts: readonly SignedPart[], expiresAt: string, now: number): void {
  const end = Date.parse(expiresAt);
  const freshUntil = end > now ? end : now + SHORTEST_LIFE_MS;
  for (const part of parts) begun.urls.set(part.number, { part, freshUntil });
}

/** Bytes of one part; the last is what remains, and an empty file is one part of nothing. */
export function partRange(job: Job, begun: Begun, number: number): { start: number; end: number } {
  if (begun.kind === "single") return { start: 0, end: job.size };
  const start = (number - 1) * begun.partSize;
  return { start, end: Math.min(start + begun.partSize, job.size) };
}

export function viewOf(job: Job): Transfer {
  const { id, key, size, sent, state, note, failure, verified, atomic, resumed, onTrust, target } = job;
  const { connection, bucket } = target;
  return {
    id,
    key,
    size,
    sent,
    state,
    note,
    failure,
    verified,
    atomic,
    resumed,
    onTrust,
    connection,
    bucket,
  };
}
