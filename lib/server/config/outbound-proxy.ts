import "server-only";
import type { Environment } from "./types";

/** The proxy through which the server calls an endpoint, by the variables that curl and the AWS tools follow. */
export function proxyFor(env: Environment, endpoint: string | undefined, region: string): string | undefined {
  const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  if (isExcepted(env.NO_PROXY ?? env.no_proxy ?? "", url)) return undefined;
  const proxy =
    url.protocol === "https:" ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy);
  return proxy || undefined;
}

function isExcepted(list: string, url: URL): boolean {
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === "*") return true;
      const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (port !== undefined && port !== portOf(url)) return false;
      const suffix = host.toLowerCase().replace(/^\*?\./, "");
      return url.hostname === suffix || url.hostname.endsWith(`.${suffix}`);
    });
}

function portOf(url: URL): string {
  return url.port || (url.protocol === "https:" ? "443" : "80");
}
