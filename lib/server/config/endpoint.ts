import "server-only";

/** Why a text is not an origin such as `https://s3.example.com:9000`, or null when it is one. */
export function endpointProblem(value: string): string | null {
  if (!URL.canParse(value)) return "is not an address: write it like https://s3.example.com.";
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https:// or http://.";
  if (url.username || url.password) return "must not hold a user name or a password.";
  if (url.pathname !== "/" || url.search || url.hash)
    return `must be an origin, without a path: ${url.origin}.`;
  return null;
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
