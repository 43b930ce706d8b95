import "server-only";
import { config } from "../config";

/** A session dies this long after its last use … */
export const IDLE_SECONDS = 12 * 3600;
/** … and this long after sign-in, used or not. */
export const ABSOLUTE_SECONDS = 7 * 24 * 3600;

export function isSecure(): boolean {
  return config().url?.startsWith("https:") ?? false;
}

/** `__Host-` binds a cookie to this very host over https; on plain http a browser refuses such a name. */
export function cookieName(name: "session" | "csrf" | "callback-url" | "pkce" | "state" | "nonce"): string {
  return `${isSecure() ? "__Host-" : ""}cooper.${name}`;
}

export function cookieOptions() {
  return { httpOnly: true, sameSite: "lax" as const, path: "/", secure: isSecure() };
}

/** The session's token out of a Cookie header; a long one comes in numbered pieces. */
export function readSessionToken(cookies: ReadonlyMap<string, string>): string | null {
  const name = cookieName("session");
  const whole = cookies.get(name);
  if (whole) return whole;
  let token = "";
  for (let piece = 0; cookies.has(`${name}.${piece}`); piece += 1)
    token += cookies.get(`${name}.${piece}`) ?? "";
  return token || null;
}

export function parseCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at === -1) continue;
    const name = pair.slice(0, at).trim();
    // The first one counts, as browsers send the most specific first.
    if (!cookies.has(name)) cookies.set(name, decodeValue(pair.slice(at + 1).trim()));
  }
  return cookies;
}

function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
