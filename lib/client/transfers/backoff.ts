const BASE_MS = 500;
const CAP_MS = 15_000;

/** How long to wait before the next try: full jitter over a doubling window, never less than what the server asked for. */
export function backoffMs(attempt: number, random: () => number, retryAfterSeconds: number | null): number {
  const jitter = random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  return Math.max(jitter, Math.min(retryAfterSeconds ?? 0, 120) * 1000);
}
