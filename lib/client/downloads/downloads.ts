import type { BucketRef } from "@/lib/client/api";
import type { DownloadDeps, Task } from "./deps";
import type { DownloadSnapshot, ExistingChoice, FailedObject, Sink, Source } from "./download";
import { createHost } from "./host";
import { createJob, type Job } from "./job";
import { createLedger } from "./ledger";
import { runJob } from "./run-job";
import { isOver } from "./states";

type Sources = Iterable<Source> | AsyncIterable<Source>;

export type Downloads = {
  /** Streams one zip of all sources. The name is the file's, with `.zip`. Answers the download's id, as the others do. */
  archive(from: BucketRef, sources: Sources, name: string, sink: Sink): string;
  /** Writes the sources below a directory on the disk, keeping their paths. */
  folder(from: BucketRef, sources: Sources, directory: FileSystemDirectoryHandle): string;
  /** Writes one object in parallel ranges straight into a file. */
  file(from: BucketRef, source: Source, handle: FileSystemFileHandle): string;
  pause(id: string): void;
  resume(id: string): void;
  pauseAll(): void;
  resumeAll(): void;
  /** Stops a download; S3's answers end at once and nothing half is left behind. */
  cancel(id: string): void;
  cancelAll(): void;
  /** Again after a failure or a stop; a folder goes on with the files that it lacks. */
  retry(id: string): void;
  /** What to do with files that are there already: holds for all of this download. */
  answer(id: string, choice: ExistingChoice): void;
  /** Forgets those that are done or cancelled. */
  clearFinished(): void;
  /** The objects that did not arrive whole. */
  failures(id: string): readonly FailedObject[];
  /** Calls back at most once a frame; answers how to stop that. */
  subscribe(listener: () => void): () => void;
  snapshot(): DownloadSnapshot;
};

/**
 * Downloads many objects as one archive or into a folder, or one large object straight to the disk. A download is
 *
 *     listing ──► running ──► finishing ──► done
 *       ▲ │        ▲ │ ▲                     │ (retry: a folder that lacks some)
 *       │ ▼        │ │ └─────────────────────┘
 *      paused ◄────┘ └──► asking ──► running
 *
 * - `listing` reads what there is, so that names are settled and the length is known before the first byte; `running` has
 *   bytes on the way; `finishing` writes the rest out and checks it.
 * - `asking` waits for the user: a folder has files of these names already. It is asked once for all of them.
 * - `paused` lets what is on the way arrive and begins nothing new; it goes back to where it was.
 * - Anything but `done` can become `cancelled`, anything under way `failed`. Trying again reuses the list; an archive and a
 *   file begin anew, a folder keeps what is whole.
 * - `done` may have `failed` objects: they were tried again and again, the archive's `_FAILED.txt` names them, and so does
 *   `failures`.
 */
export function createDownloads(deps: DownloadDeps): Downloads {
  const ledger = createLedger(deps.clock);
  let count = 0;

  function start(job: Job): void {
    const run = runJob(deps, ledger, job).finally(() => {
      if (job.running === run) job.running = null;
    });
    job.running = run;
  }

  function add(from: BucketRef, task: Task, name: string, sources: Sources): string {
    const job = createJob(`d${count++}`, from, task, name, sources, deps.clock);
    ledger.add(job);
    job.work = deps.work(task, createHost(deps, ledger, job));
    start(job);
    return job.id;
  }

  function pause(job: Job): void {
    if (job.state !== "listing" && job.state !== "running") return;
    job.before = job.state;
    ledger.move(job, "paused");
    job.work?.pause();
  }

  function resume(job: Job): void {
    if (job.state !== "paused") return;
    ledger.move(job, job.before);
    job.work?.resume();
  }

  function cancel(job: Job): void {
    if (job.state === "done" || job.state === "cancelled") return;
    ledger.move(job, "cancelled");
    job.stop.abort(new DOMException("Cancelled.", "AbortError"));
    job.work?.stop();
  }

  function retry(job: Job): void {
    const lacking = job.state === "done" && job.task.kind === "folder" && job.failures.length > 0;
    const retryable = job.state === "cancelled" || (job.state === "failed" && job.failure?.retryable);
    if ((!lacking && !retryable) || job.listBroke) return;
    ledger.move(job, job.progress.listed ? "running" : "listing");
    job.stop = new AbortController();
    const { signal } = job.stop;
    // Its last run may still be cleaning up.
    void Promise.resolve(job.running).then(() => {
      if (!signal.aborted) start(job);
    });
  }

  const withJob = (id: string, act: (job: Job) => void) => {
    const job = ledger.get(id);
    if (job) act(job);
  };
  const forAll = (act: (job: Job) => void) => [...ledger.all()].forEach(act);

  return {
    archive: (from, sources, name, sink) => add(from, { kind: "archive", name, sink }, name, sources),
    folder: (from, sources, directory) => add(from, { kind: "folder", directory }, directory.name, sources),
    file: (from, source, handle) => add(from, { kind: "file", handle }, source.path, [source]),
    pause: (id) => withJob(id, pause),
    resume: (id) => withJob(id, resume),
    pauseAll: () => forAll(pause),
    resumeAll: () => forAll(resume),
    cancel: (id) => withJob(id, cancel),
    cancelAll: () => forAll(cancel),
    retry: (id) => withJob(id, retry),
    answer: (id, choice) => ledger.get(id)?.question?.answer(choice),
    clearFinished() {
      for (const job of [...ledger.all()]) {
        if (!isOver(job.state) || job.state === "failed") continue;
        job.work?.close();
        ledger.remove(job);
      }
    },
    failures: (id) => ledger.get(id)?.failures ?? [],
    subscribe: ledger.subscribe,
    snapshot: ledger.snapshot,
  };
}
