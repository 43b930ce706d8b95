import "server-only";
import { AppError } from "@/lib/errors";
import { config } from "./config";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * Refuses what another site makes a signed-in browser send (Fetch Metadata, Origin). For cookie callers only: a bearer
 * token is never sent by a browser on its own.
 */
export function checkSameOrigin(request: Request, navigable: boolean): void {
  const site = request.headers.get("sec-fetch-site");
  const safe = SAFE_METHODS.has(request.method);
  const navigation =
    request.headers.get("sec-fetch-mode") === "navigate" &&
    request.headers.get("sec-fetch-dest") === "document";
  if (site !== null && site !== "same-origin") {
    const allowed = safe && (site === "none" || (navigable && navigation));
    if (!allowed) throw crossOrigin();
  }
  const origin = request.headers.get("origin");
  if (origin !== null ? !isOwnOrigin(origin, request.headers.get("host")) : !safe && site === null)
    throw crossOrigin();
}

/** Compared with Cooper's own address where that is configured, else with the host the browser believes to talk to. */
function isOwnOrigin(origin: string, host: string | null): boolean {
  const { url } = config();
  if (url !== null && origin === new URL(url).origin) return true;
  return url === null && (origin === `http://${host}` || origin === `https://${host}`);
}

const crossOrigin = () =>
  new AppError(
    "cross_origin",
    "This request came from another site. Open Cooper itself, or use an API token.",
  );
