import "server-only";
import { isIP } from "node:net";
import type { Config, ConnectionConfig } from "../config/types";

/** What every answer of Cooper carries, page or API. */
export function baseHeaders({ url }: Pick<Config, "url">, host: string | null): Record<string, string> {
  const isHttps = url?.startsWith("https:") ?? false;
  return {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": PERMISSIONS,
    ...(isHttps ? { "strict-transport-security": "max-age=31536000" } : {}),
    // On plain http off this machine browsers ignore it, and complain on every page.
    ...(isHttps || isLoopback(host) ? { "cross-origin-opener-policy": "same-origin" } : {}),
  };
}

function isLoopback(host: string | null): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host ?? "");
}

const PERMISSIONS = [
  "camera=()",
  "clipboard-write=(self)",
  "display-capture=()",
  "geolocation=()",
  "microphone=()",
  "payment=()",
  "usb=()",
].join(", ");

/** The policy of a page: scripts by nonce, and the stores of the configuration as the only other places to talk to. */
export function contentSecurityPolicy(
  { connections }: Pick<Config, "connections">,
  nonce: string,
  isDevelopment: boolean,
): string {
  const stores = [...new Set(connections.flatMap(storeOrigins))].join(" ");
  // React rebuilds server stacks with eval while developing; a build never needs it.
  const evaluation = isDevelopment ? " 'unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' blob: data: ${stores}`,
    `media-src 'self' blob: ${stores}`,
    `connect-src 'self' ${stores}`,
    // Downloads begin in a frame that is never seen, so that an error does not replace the page.
    `frame-src 'self' ${stores}`,
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ]
    .map((directive) => directive.trim())
    .join("; ");
}

/** Where presigned URLs of a connection may lead: its origin, and its buckets' own hosts unless they stand in the path; nowhere where Cooper relays. */
function storeOrigins(connection: ConnectionConfig): string[] {
  const { publicEndpoint, publicEndpointAliases, forcePathStyle, region, transport } = connection;
  if (transport === "relay") return [];
  if (publicEndpoint === undefined)
    return [region.startsWith("cn-") ? "https://*.amazonaws.com.cn" : "https://*.amazonaws.com"];
  return [publicEndpoint, ...publicEndpointAliases].flatMap((endpoint) => {
    const { origin, protocol, host, hostname } = new URL(endpoint);
    const isAddress = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
    return forcePathStyle || isAddress ? [origin] : [origin, `${protocol}//*.${host}`];
  });
}
