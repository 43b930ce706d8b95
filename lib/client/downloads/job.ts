import type { BucketRef } from "@/lib/client/api";
import type { Clock } from "@/lib/client/transfers/deps";
import { createMeter } from "@/lib/client/transfers/meter";
import type { Outcome, Progress, Task, Work } from "./deps";
import type {
  Download,
  DownloadFailure,
  DownloadKind,
  ExistingChoice,
  FailedObject,
  Source,
} from "./download";
import { type DownloadState, isOver } from "./states";

/** What a download is inside the engine; `ledger.ts` alone changes `state`. */
export type Job = {
  readonly id: string;
  readonly from: BucketRef;
  readonly task: Task;
  readonly name: string;
  readonly list: AsyncIterator<Source> | Iterator<Source>;
  readonly meter: ReturnType<typeof createMeter>;
  state: DownloadState;
  /** Where a pause goes back to. */
  before: "listing" | "running";
  progress: Progress;
  failures: FailedObject[];
  failure: Download["failure"];
  verified: Outcome["verified"];
  work: Work | null;
  running: Promise<void> | null;
  /** Ends what the page itself does for the run that is under way. */
  stop: AbortController;
  /** Whether the list ended with an error: it cannot be read a second time. */
  listBroke: boolean;
  /** Why the page itself stopped its work. */
  lost: DownloadFailure | null;
  question: { name: string; answer: (choice: ExistingChoice) => void } | null;
};

export const NOTHING: Progress = {
  size: 0,
  objects: 0,
  listed: false,
  received: 0,
  objectsDone: 0,
  skipped: 0,
  failed: 0,
  renamed: 0,
  note: null,
  finishing: false,
};

export function createJob(
  id: string,
  from: BucketRef,
  task: Task,
  name: string,
  sources: Iterable<Source> | AsyncIterable<Source>,
  clock: Clock,
): Job {
  return {
    id,
    from,
    task,
    name,
    list: Symbol.asyncIterator in sources ? sources[Symbol.asyncIterator]() : sources[Symbol.iterator](),
    meter: createMeter(clock.now),
    state: "listing",
    before: "listing",
    progress: NOTHING,
    failures: [],
    failure: null,
    verified: null,
    work: null,
    running: null,
    stop: new AbortController(),
    listBroke: false,
    lost: null,
    question: null,
  };
}

export function viewOf(job: Job): Download {
  const { id, from, task, name, state, progress, failure, verified, question } = job;
  const { finishing: _, note, ...numbers } = progress;
  const kind: DownloadKind = task.kind;
  const speed = state === "running" ? job.meter.rate() : 0;
  const left = progress.size - progress.received;
  return {
    ...numbers,
    id,
    kind,
    name,
    state,
    failure,
    verified,
    speed,
    connection: from.connection,
    bucket: from.bucket,
    note: isOver(state) || state === "paused" ? null : note,
    secondsLeft: progress.listed && speed > 0 ? Math.max(0, left) / speed : null,
    existing: question && { name: question.name },
  };
}
