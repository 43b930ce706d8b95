import "server-only";
import { config } from "../config";

/**
 * Whether a request that changes something was sent by Cooper's own pages. Sec-Fetch-Site cannot be forged by a page;
 * a browser that does not send it sends Origin, which must then name the host that was asked.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = headers.get("origin");
  if (origin === null) return site === "same-origin";
  const { url } = config();
  if (origin === url) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host");
}
