import type { Clock } from "./deps";
import type { Job } from "./job";

/** Uploads begun before their turn: below `LOW` the next are begun, up to `HIGH` or this many bytes. */
const AHEAD = { LOW: 150, HIGH: 300, BYTES: 64 * 1024 * 1024 };
/** Jobs that end as soon as they begin (a bucket that refuses them all) must not freeze the page. */
const STARTS_A_TURN = 100;
const forever = new AbortController().signal;

export type Queue = ReturnType<typeof createQueue>;

/** Who waits for its turn, and how many are begun before theirs: enough to keep S3 busy, and no more. */
export function createQueue(clock: Clock, start: (job: Job) => void) {
  /** Who left, or came again, stays as an entry whose turn is not the job's own any more. */
  let waiting: { job: Job; turn: number }[] = [];
  let head = 0;
  let turns = 0;
  const ahead = new Set<Job>();
  let aheadBytes = 0;
  let holds = 0;
  let starts = 0;
  let counting = false;

  function isFull(size: number): boolean {
    return ahead.size > 0 && (ahead.size >= AHEAD.HIGH || aheadBytes + size > AHEAD.BYTES);
  }

  function countStart(): void {
    starts++;
    if (counting) return;
    counting = true;
    void clock.sleep(0, forever).then(() => {
      counting = false;
      starts = 0;
      pump();
    });
  }

  function pump(): void {
    if (holds > 0 || ahead.size >= AHEAD.LOW) return;
    for (; head < waiting.length; head++) {
      const entry = waiting[head];
      if (!entry || entry.job.turn !== entry.turn || entry.job.state !== "queued") continue;
      if (isFull(entry.job.size) || starts >= STARTS_A_TURN) break;
      entry.job.turn = 0;
      countStart();
      start(entry.job);
    }
    if (head > 1000 && head * 2 > waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
  }

  return {
    push(job: Job): void {
      job.turn = ++turns;
      waiting.push({ job, turn: job.turn });
      pump();
    },
    /** Nobody begins until what this answers is called. */
    hold(): () => void {
      holds++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds--;
        pump();
      };
    },
    enter(job: Job): void {
      if (ahead.has(job)) return;
      ahead.add(job);
      aheadBytes += job.size;
    },
    leave(job: Job): void {
      if (!ahead.delete(job)) return;
      aheadBytes -= job.size;
      pump();
    },
  };
}
