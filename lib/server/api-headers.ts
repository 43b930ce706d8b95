import "server-only";

/** What every answer of the API carries: nothing of it is kept, framed, run or sniffed. */
export function secureApiHeaders(headers: Headers, requestId: string): void {
  headers.set("cache-control", "private, no-store");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  headers.set("x-request-id", requestId);
}
