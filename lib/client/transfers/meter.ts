const STEP_MS = 250;
const STEPS = 16;

/** Bytes a second over the last four seconds, in constant memory and constant time. */
export function createMeter(now: () => number) {
  const steps = new Float64Array(STEPS);
  let current = Math.floor(now() / STEP_MS);
  let began: number | null = null;

  function advance(): void {
    const step = Math.floor(now() / STEP_MS);
    if (step - current > STEPS) began = null;
    for (let at = Math.max(current + 1, step - STEPS + 1); at <= step; at++) steps[at % STEPS] = 0;
    current = step;
  }

  return {
    add(bytes: number): void {
      advance();
      began ??= now();
      const at = current % STEPS;
      steps[at] = (steps[at] ?? 0) + bytes;
    },
    /** The first half second says nothing: a burst into the socket's buffer is no speed. */
    rate(): number {
      advance();
      if (began === null) return 0;
      const ms = Math.min(now() - began, (STEPS - 1) * STEP_MS + (now() % STEP_MS));
      if (ms < 500) return 0;
      return (steps.reduce((sum, bytes) => sum + bytes, 0) / ms) * 1000;
    },
  };
}
