import { startTimer } from "@/lib/client/timer";

type Waiting<In, Out> = { input: In; resolve: (output: Out) => void; reject: (error: unknown) => void };

const REST_MS = 3000;

/**
 * Collects what comes while a call is under way, or shortly after the last began, and sends it as one. The first goes at once, so a single file waits for
 * nobody; the busier it gets, the larger the batches. After a rest, `first` are not kept waiting by the many behind them.
 */
export function createBatcher<In, Out>(
  limits: { size: number; parallel: number; spacingMs: () => number; first?: number },
  run: (inputs: In[]) => Promise<(Out | Error)[]>,
) {
  const waiting: Waiting<In, Out>[] = [];
  let running = 0;
  let scheduled = false;
  let nextAt = 0;
  let stopTimer: (() => void) | null = null;

  function schedule(): void {
    const isFull = waiting.length >= limits.size && running < limits.parallel;
    if (scheduled && !(isFull && stopTimer)) return;
    scheduled = true;
    stopTimer?.();
    stopTimer = null;
    // What is added in the same turn travels together, and a whole batch waits for nobody.
    const wait = nextAt - Date.now();
    if (wait > 0 && !isFull) stopTimer = startTimer(wait, flush);
    else queueMicrotask(flush);
  }

  function flush(): void {
    scheduled = false;
    stopTimer = null;
    for (let enough = 1; running < limits.parallel && waiting.length >= enough; ) {
      const isFirst = running === 0 && nextAt + REST_MS < Date.now();
      nextAt = Date.now() + limits.spacingMs();
      void runOne(waiting.splice(0, isFirst ? (limits.first ?? limits.size) : limits.size));
      // What is left of a flush waits for more to come, unless it only made room for the first.
      enough = isFirst ? 1 : limits.size;
    }
    if (waiting.length > 0 && running < limits.parallel) schedule();
  }

  async function runOne(batch: Waiting<In, Out>[]): Promise<void> {
    running++;
    try {
      const outputs = await run(batch.map(({ input }) => input));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const output = outputs[index];
        if (output === undefined) reject(new Error("The answer holds fewer results than were asked for."));
        else if (output instanceof Error) reject(output);
        else resolve(output);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      running--;
      schedule();
    }
  }

  return (input: In): Promise<Out> =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      schedule();
    });
}
