import type { BucketRef } from "@/lib/client/api";
import { astrayMessage, isLoopback, leadsAstray } from "@/lib/client/loopback";
import { AppError } from "@/lib/errors";
import type { Cors } from "@/lib/schemas/cors";
import type { Deps } from "./deps";
import { isPassing, OFFLINE } from "./patience";
import type { FailureKind } from "./transfer";

/** Why a request to S3 failed without an answer. `broken-off`: S3 is there and lets this page in, so trying again is right. */
export type Diagnosis =
  | { type: "broken-off" }
  | { type: "offline"; message: string }
  | { type: "unreachable"; message: string }
  | { type: "problem"; kind: FailureKind; message: string }
  | { type: "cors"; message: string; cors: Cors };

type Asked = Pick<Deps, "network"> & { api: Pick<Deps["api"], "checkCors"> };

/** A browser hides from the page why a request failed; this finds it out by asking around. */
export async function diagnose({ network, api }: Asked, ref: BucketRef, url: string): Promise<Diagnosis> {
  const { origin, protocol, hostname } = new URL(url);
  const page = network.pageOrigin();
  if (!network.online()) return { type: "offline", message: OFFLINE };
  if (origin === page) return diagnoseCooper(await network.reaches(page));
  // Loopback counts as trustworthy: browsers do not block it from an https page.
  if (page.startsWith("https:") && protocol === "http:" && !isLoopback(hostname))
    return {
      type: "problem",
      kind: "mixed-content",
      message: `This page is https, but S3's address ${origin} is http: browsers block that. S3 needs an https address (publicEndpoint).`,
    };
  const astray: Diagnosis | null = leadsAstray(page, url)
    ? { type: "problem", kind: "astray", message: astrayMessage(url) }
    : null;
  if (!(await network.reaches(origin))) {
    if (astray) return astray;
    if (lacksPermission(await network.localNetwork(), page, hostname))
      return {
        type: "problem",
        kind: "local-network",
        message: `This browser does not let the page reach ${origin}. If that is in your local network, allow "Local network access" for this site in the browser's settings.`,
      };
    return {
      type: "unreachable",
      message: `${origin} does not answer this browser. Check the network, the address and its certificate.`,
    };
  }
  try {
    const cors = await api.checkCors(ref, page);
    // Something answers there and the store would let the page in: then it is not the store that answers.
    if (cors.passes) return astray ?? { type: "broken-off" };
    return {
      type: "cors",
      cors,
      message:
        `The CORS rules of the bucket ${ref.bucket} do not let ${page} upload. ${cors.missing.join(" ")}`.trim(),
    };
  } catch (error) {
    // Cooper cannot reach the store either, or nobody reaches Cooper: that says nothing about the rules.
    if (!(error instanceof AppError) || isPassing(error)) return { type: "broken-off" };
    return {
      type: "problem",
      kind: "cors",
      message: `${origin} answers, but the browser was not let through. The bucket's CORS rules could not be read: ${error.message}`,
    };
  }
}

/** Where Cooper relays, it is what this page came from that may be away, and nothing of the store's is in the way. */
function diagnoseCooper(answers: boolean): Diagnosis {
  if (answers) return { type: "broken-off" };
  return { type: "unreachable", message: "Cooper does not answer this browser. Check the network." };
}

/** How near a host is: a browser asks for permission only where a page reaches for something nearer than itself. */
function nearness(hostname: string): number {
  if (isLoopback(hostname)) return 2;
  const isPrivate =
    /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cd]|\[fe80)/.test(hostname) ||
    hostname.endsWith(".local");
  return isPrivate ? 1 : 0;
}

function lacksPermission(
  state: Awaited<ReturnType<Deps["network"]["localNetwork"]>>,
  page: string,
  hostname: string,
): boolean {
  const from = nearness(new URL(page).hostname);
  const to = nearness(hostname);
  if (state === "prompt") return to > from;
  // A public name may stand for a private address; only a page that is public itself needs permission for that.
  return state === "denied" && (to > from || from === 0);
}
