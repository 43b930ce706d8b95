import { createActions } from "./actions";
import { createBatches } from "./batches";
import { lookUpFirst } from "./conflicts";
import type { Deps } from "./deps";
import { type Engine, sameBucket } from "./engine";
import { createEtagTrust } from "./etag-trust";
import { createLookUp } from "./existing";
import { createForms } from "./forms";
import { createGates } from "./gates";
import { inSlices } from "./in-slices";
import { createIntake } from "./intake";
import type { Job } from "./job";
import { createLedger } from "./ledger";
import { createLink } from "./link";
import { createLog } from "./log";
import type { Plan } from "./plan";
import { createPlanKeeper } from "./plan-keeper";
import { createQueue } from "./queue";
import { runJob } from "./run-job";
import { createSession } from "./session";
import { createSlots } from "./slots";
import { isOver } from "./states";
import type { Candidate, Choice, FailureKind, Settings, Snapshot, Target } from "./transfer";

/** Reasons that may be over once the browser is back online. */
const PASSING: readonly FailureKind[] = ["offline", "unreachable", "unavailable"];

export type Transfers = {
  /** Queues files as they come; nothing that is wrong with one of them concerns the others. */
  add(files: Iterable<Candidate> | AsyncIterable<Candidate>, target: Target): void;
  /** Goes on with an upload of before, and answers its id. A file that is not the one of then is refused, and its upload kept. */
  adopt(plan: Plan, file: File): string;
  /** Stops a transfer that is queued, under way or asking; what S3 has of it stays. */
  pause(id: string): void;
  resume(id: string): void;
  pauseAll(): void;
  resumeAll(): void;
  /** Stops a transfer, or gives up one that failed; nothing of it stays in S3. */
  cancel(id: string): void;
  retry(id: string): void;
  cancelAll(): void;
  /** Forgets those that are done, skipped or cancelled. */
  clearFinished(): void;
  resolveConflict(id: string, choice: Choice, applyToAll: boolean): void;
  /** For files that are added from now on. */
  setSettings(settings: Settings): void;
  /** What happened lately, as text to be copied. */
  log(): string;
  /** Calls back with the next frame, and five times a second at most; answers how to stop that. */
  subscribe(listener: () => void): () => void;
  snapshot(): Snapshot;
};

/**
 * Uploads files straight to S3. A transfer is
 *
 *     queued ──► preparing ──► sending ──► completing ──► done
 *      ▲             ▲ │           │         ▲   │
 *      │             │ └────► asking ◄───────┼───┘   the name is taken
 *      │             └──────────┴────────────┘       replace, keep both
 *      └── paused ◄── queued, preparing, sending, asking
 *
 * - `queued` waits for its turn; `preparing` hashes a small file and asks Cooper for an upload (many files in one call);
 *   `sending` has its bytes on the way; `completing` has Cooper put the parts together, or look at what a single PUT stored.
 *   From there it goes back to `sending` for parts that S3 turns out not to have or to have wrongly, and to `preparing` once,
 *   should the whole not fit its checksum and no part be to blame.
 * - `asking` waits for the user, who may also choose `skipped`.
 * - `paused` waits for the user too, and keeps its upload: it goes on from `queued` and sends only what S3 does not have.
 *   What waits for somebody to sign in again is paused by the engine, from `completing` as well.
 * - Anything but `done` and `skipped` can become `cancelled`. Anything under way can become `failed`, which keeps its upload:
 *   trying again goes back to `queued` and sends only what S3 does not have. A cancelled one begins anew.
 *
 * Waiting for the network or a busy S3 is no state of its own but a `note` on the transfer.
 */
export function createTransfers(deps: Deps): Transfers {
  const ledger = createLedger(deps.clock);
  const link = createLink(deps);
  const forms = createForms();
  const log = createLog(deps.clock.now);
  const gates = createGates(deps);
  const queue = createQueue(deps.clock, start);
  const engine: Engine = {
    deps,
    ledger,
    link,
    log,
    plans: createPlanKeeper(deps, log),
    trust: createEtagTrust(),
    gates,
    session: createSession(ledger),
    slots: createSlots(deps.clock.now),
    forms,
    ...createBatches(deps, ledger, forms),
    lookUp: createLookUp(deps),
    ahead: queue,
  };

  function start(job: Job): void {
    const stop = new AbortController();
    job.stop = stop;
    job.running = runJob(engine, job, stop.signal);
  }

  /** What was found out before says nothing about a new try. */
  function hope(target: Target): void {
    link.forget();
    gates.forget();
    for (const job of engine.session.renewed()) actions.resume(job);
    const trouble = ledger.cors();
    if (trouble && sameBucket(trouble.target, target)) ledger.setCors(null);
  }

  const actions = createActions(engine, queue, hope);
  const intake = createIntake(engine, queue);

  deps.network.onOnline(() => {
    void inSlices(deps.clock, ledger.all(), (job) => {
      if (job.state === "failed" && job.failure && PASSING.includes(job.failure.kind)) actions.retry(job);
    });
  });

  const one = (act: (job: Job) => void) => (id: string) => {
    const job = ledger.get(id);
    if (job) act(job);
  };

  /** Only what is there now: what comes while the slices run was not meant. Nobody begins meanwhile. */
  function all(act: (job: Job) => void): void {
    const release = queue.hold();
    const jobs = ledger.all();
    const until = intake.rank();
    void inSlices(deps.clock, jobs, (job) => {
      if (job.rank < until) act(job);
    }).finally(release);
  }

  return {
    add(files, target) {
      hope(target);
      intake.add(files, target);
    },
    adopt(plan, file) {
      hope(plan.target);
      return intake.adopt(plan, file);
    },
    pause: one(actions.pause),
    resume: one(actions.resume),
    cancel: one(actions.cancel),
    retry: one(actions.retry),
    pauseAll() {
      intake.pause();
      all(actions.pause);
    },
    resumeAll() {
      intake.resume();
      all(actions.resume);
    },
    cancelAll() {
      intake.stop();
      all(actions.cancel);
    },
    clearFinished() {
      ledger.junk(null);
      void inSlices(deps.clock, ledger.all(), (job) => {
        if (isOver(job.state) && job.state !== "failed") ledger.remove(job);
      });
    },
    resolveConflict(id, choice, applyToAll) {
      const job = ledger.get(id);
      const asked = applyToAll ? ledger.asking() : job ? [job] : [];
      // Files of the same drop that are still to come are not asked about again.
      const decided = inSlices(deps.clock, asked, ({ batch, answer }) => {
        if (applyToAll) batch.policy = choice;
        answer?.(choice);
      });
      // The answers take effect within this turn of the event loop; then the next question is known.
      void decided.then(() => setTimeout(() => lookUpFirst(engine), 0));
    },
    setSettings: intake.setSettings,
    log: log.text,
    subscribe: ledger.subscribe,
    snapshot: ledger.snapshot,
  };
}
