const PROBE_MS = 6000;

/** Whether anything answers at an origin, however it answers: a request that a page may send but not read. */
export async function reaches(origin: string): Promise<boolean> {
  try {
    await fetch(`${origin}/`, {
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PROBE_MS),
    });
    return true;
  } catch {
    return false;
  }
}
