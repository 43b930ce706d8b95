type Waiting<In, Out> = { input: In; resolve: (output: Out) => void; reject: (error: unknown) => void };

const REST_MS = 3000;

/**
 * Collects what comes while a call is under way, or shortly after the last began, and sends it as one. The first goes at once, so a single file waits for
 * nobody; the busier it gets, the larger the batches. After a rest, `first` are not kept waiting by the many behind them.
 */
export function createBatcher<In, Out>(
  limits: { size: number; parallel: number; spacingMs: number; first?: number },
  run: (inputs: In[]) => Promise<(Out | Error)[]>,
) {
  const waiting: Waiting<In, Out>[] = [];
  let running = 0;
  let scheduled = false;
  let nextAt = 0;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    // What is added in the same turn travels together.
    const wait = nextAt - Date.now();
    if (wait > 0) setTimeout(flush, wait);
    else queueMicrotask(flush);
  }

  function flush(): void {
    scheduled = false;
    while (running < limits.parallel && waiting.length > 0) {
      const isFirst = running === 0 && nextAt + REST_MS < Date.now();
      nextAt = Date.now() + limits.spacingMs;
      void runOne(waiting.splice(0, isFirst ? (limits.first ?? limits.size) : limits.size));
    }
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
