import type { Engine } from "./engine";
import { inSlices } from "./in-slices";
import { type Batch, createJob, fromPlan, type Job } from "./job";
import type { Plan } from "./plan";
import type { Queue } from "./queue";
import { isOver } from "./states";
import type { Candidate, Settings, Target } from "./transfer";

type Files = Iterable<Candidate> | AsyncIterable<Candidate>;

const CHANGED =
  "This file is not the one whose upload was begun: it was changed since. The upload is kept; choose the file as it was, or throw the upload away and send the file anew.";

/** Makes transfers of files as they come. */
export function createIntake(engine: Engine, queue: Queue) {
  const { deps, ledger, log } = engine;
  /** Drops and pickers that are still being read. */
  const batches = new Set<Batch>();
  const adopted = new Map<string, Job>();
  let settings: Settings = { onConflict: "ask", skipJunk: false, emptyFolders: true };
  let rank = 0;

  const newBatch = (): Batch => ({
    policy: settings.onConflict === "ask" ? null : settings.onConflict,
    stopped: false,
    paused: false,
  });

  function addOne(candidate: Candidate, target: Target, batch: Batch): void {
    if ("junk" in candidate) {
      ledger.junk(1);
      return;
    }
    if ("folder" in candidate && !settings.emptyFolders) return;
    const job = createJob(rank++, candidate, target, batch);
    if (batch.paused) job.state = "paused";
    ledger.add(job);
    if ("problem" in candidate)
      ledger.fail(job, { kind: "file", message: candidate.problem, retryable: false });
    else if (!batch.paused) queue.push(job);
  }

  async function addAll(files: Files, target: Target, batch: Batch): Promise<void> {
    ledger.reading(1);
    batches.add(batch);
    try {
      if (Symbol.asyncIterator in files) {
        for await (const candidate of files) {
          if (batch.stopped) break;
          addOne(candidate, target, batch);
        }
      } else {
        // Browsers look each file up on the disk when its size is read.
        const add = (candidate: Candidate) => addOne(candidate, target, batch);
        await inSlices(deps.clock, files, add, () => batch.stopped);
      }
    } catch (error) {
      const problem = `The rest could not be read: ${error instanceof Error ? error.message : String(error)}`;
      addOne({ path: "", problem }, target, batch);
    } finally {
      batches.delete(batch);
      ledger.reading(-1);
    }
  }

  return {
    add(files: Files, target: Target): void {
      void addAll(files, target, newBatch());
    },
    adopt(plan: Plan, file: File): string {
      const known = adopted.get(plan.id);
      if (known && !isOver(known.state)) return known.id;
      const { path, size, lastModified } = plan.file;
      const candidate = { path, file, ...(plan.handle && { handle: plan.handle }) };
      const job = createJob(rank++, candidate, plan.target, newBatch());
      job.key = plan.key;
      ledger.add(job);
      if (file.size !== size || (lastModified !== null && file.lastModified !== lastModified)) {
        log.add(job.key, "the file was changed since its upload was begun");
        ledger.fail(job, { kind: "file", message: CHANGED, retryable: false });
        return job.id;
      }
      job.adopted = true;
      job.upload = fromPlan(plan);
      adopted.set(plan.id, job);
      queue.push(job);
      return job.id;
    },
    /** The rank that the next gets. */
    rank: () => rank,
    pause(): void {
      for (const batch of batches) batch.paused = true;
    },
    resume(): void {
      for (const batch of batches) batch.paused = false;
    },
    stop(): void {
      for (const batch of batches) batch.stopped = true;
    },
    setSettings(wanted: Settings): void {
      settings = wanted;
    },
  };
}
