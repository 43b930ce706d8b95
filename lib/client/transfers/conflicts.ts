import { discard } from "./discard";
import type { Engine } from "./engine";
import type { Job } from "./job";
import { copyName } from "./names";
import { type Choice, type NameTaken, TransferFailure } from "./transfer";
import { weigh } from "./weigh";

/** Names are tried up to this number: `a (500).txt`. */
const MAX_COPIES = 500;
/** A name that is now taken and now free is somebody's work in progress: then people decide. */
const MAX_ROUNDS = 3;

/** How it goes on: not at all, for this reason; from the start; or by completing what is there, to replace. */
type Way = { go: "skip"; why: string } | { go: "begin" } | { go: "complete" };

/** Decides about a name that is taken, as was said before or as the user says now, and makes the job ready for it. */
export async function settle(engine: Engine, job: Job, taken: NameTaken, signal: AbortSignal): Promise<Way> {
  engine.ahead.leave(job);
  let choice = decided(job);
  if (await refusesMatch(engine, job, taken)) {
    engine.log.add(job.key, "this store takes no condition on what is replaced; it is replaced without");
    job.unguarded = true;
    choice = "replace";
  }
  signal.throwIfAborted();
  for (;;) {
    choice ??= await ask(engine, job, signal);
    const weighed = await weigh(engine, job, choice);
    signal.throwIfAborted();
    choice = null;
    if (weighed.to === "ask") continue;
    if (weighed.to === "skip") {
      discard(engine, job);
      engine.ledger.ask(job);
      return { go: "skip", why: weighed.why };
    }
    job.onConflict = weighed.to === "replace" ? "replace" : "fail";
    job.ifMatch = weighed.to === "replace" ? weighed.ifMatch : null;
    const complete = taken.stage === "complete" && job.upload?.kind === "multipart";
    if (complete && weighed.to !== "rename") {
      if (job.state !== "completing") engine.ledger.move(job, "completing");
      return { go: "complete" };
    }
    discard(engine, job);
    if (weighed.to === "rename") takeNextName(job);
    engine.ahead.enter(job);
    if (job.state !== "preparing") {
      engine.ledger.ask(job);
      engine.ledger.move(job, "preparing");
    }
    return { go: "begin" };
  }
}

/**
 * Whether a store refuses a PUT for its `If-Match` although nothing has changed: Ceph 16 always does. There the look just
 * before is all that guards what is replaced.
 */
async function refusesMatch({ lookUp }: Engine, job: Job, taken: NameTaken): Promise<boolean> {
  if (job.ifMatch === null || taken.stage !== "send") return false;
  const theirs = await lookUp(job.target, job.key);
  return typeof theirs !== "string" && theirs.etag === job.ifMatch;
}

/** What holds without a question. */
function decided(job: Job): Choice | null {
  // Whoever keeps both looks for the next free number without asking for each.
  if (job.copy > 1) return "keep-both";
  // What was compared has changed since: that is a new question, whatever was said for all.
  if (job.ifMatch !== null || ++job.rounds > MAX_ROUNDS) return null;
  return job.batch.policy;
}

function ask(engine: Engine, job: Job, signal: AbortSignal): Promise<Choice> {
  engine.ledger.ask(job);
  return new Promise<Choice>((resolve, reject) => {
    const abort = () => {
      job.answer = null;
      reject(signal.reason);
    };
    job.answer = (choice) => {
      job.answer = null;
      signal.removeEventListener("abort", abort);
      // No question any more, while what is there is looked at.
      engine.ledger.move(job, "preparing");
      resolve(choice);
    };
    signal.addEventListener("abort", abort, { once: true });
    lookUpFirst(engine);
  });
}

function takeNextName(job: Job): void {
  job.copy++;
  if (job.copy > MAX_COPIES)
    throw new TransferFailure("refused", `All names up to number ${MAX_COPIES} are taken. Rename the file.`);
  job.key = copyName(job.target.prefix + job.path, job.copy);
}

/** Finds out what is stored under the name that is asked about now. A question needs no answer to this to be asked. */
export function lookUpFirst({ lookUp, ledger }: Engine): void {
  for (const job of ledger.asking()) {
    if (job.theirs || job.looked === job.key) return;
    job.looked = job.key;
    void lookUp(job.target, job.key).then((found) => {
      job.theirs = typeof found === "string" ? null : found;
      ledger.changed();
    });
    return;
  }
}
