import "server-only";

/** Leads to the catch-all of the API, which looks at the target as it was sent. */
export const MALFORMED_TARGET = "/api/malformed";

/** Whether a request's target is a path whose percent-encoding stands for UTF-8. Next answers 500 to what is not. */
export function isWellFormedTarget(target: string): boolean {
  if (!target.startsWith("/")) return false;
  try {
    decodeURIComponent(target.split(/[?#]/, 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
