import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AppError, toWireError } from "@/lib/errors";
import { pages } from "@/lib/routes";
import { baseHeaders } from "../boot/security-headers";
import { checkSameOrigin } from "../caller";
import { config, UNKNOWN_ORIGIN } from "../config";
import { log } from "../log";
import { localPath } from "./local-path";
import { nextAuthOptions } from "./next-auth-options";
import { peerAddress } from "./peer-address";
import { revokeSession } from "./revocations";
import { type AuthAnswer, type AuthCall, runNextAuth } from "./run-next-auth";
import { parseCookies, readSessionToken } from "./session-cookie";
import { openSessionToken } from "./session-token";

const MAX_BODY_BYTES = 16_384;
const bodySchema = z.object({
  csrfToken: z.string().max(256).default(""),
  user: z.string().max(320).default(""),
  password: z.string().max(1024).default(""),
  callbackUrl: z.string().max(8192).optional(),
});

/** Answers `/api/auth/…`: the few of next-auth's actions that Cooper uses, and nothing else. */
export async function handleAuth(request: Request, segments: readonly string[]): Promise<Response> {
  try {
    return await answer(request, segments);
  } catch (error) {
    const known =
      error instanceof AppError ? error : new AppError("internal", "Cooper failed. Its log says why.");
    const requestId = randomUUID();
    if (known !== error) log.error({ event: "auth.failed", requestId, err: error });
    const headers = authHeaders();
    if (known.retryAfter !== undefined) headers.set("retry-after", String(known.retryAfter));
    return Response.json(toWireError(known, requestId), { status: known.status, headers });
  }
}

async function answer(request: Request, segments: readonly string[]): Promise<Response> {
  const method = request.method === "POST" ? "POST" : "GET";
  const provider = segments[1];
  const isKnown =
    provider === undefined || provider === "credentials" || config().oidc.some(({ id }) => id === provider);
  const route = `${method} ${segments[0]}${provider === undefined ? "" : provider === "credentials" ? "/credentials" : "/:provider"}`;
  if (!isKnown || segments.length > 2 || !ROUTES.has(route))
    throw new AppError("not_found", "There is nothing here.");
  if (method === "POST") checkSameOrigin(request, false);

  const cookies = parseCookies(request.headers.get("cookie"));
  let failure: unknown;
  const options = nextAuthOptions(peerAddress(request.headers), (error) => {
    failure = error;
  });
  const call: AuthCall = {
    method,
    segments,
    cookies,
    // Only the provider's answer comes in the query; elsewhere it would end up in what is asked of the provider.
    query: route === "GET callback/:provider" ? queryOf(request) : {},
    body: method === "POST" ? await bodyOf(request) : {},
  };
  const result = await runNextAuth(call, options);
  if (failure !== undefined) throw failure;
  if (route === "POST signout") await endSession(result, cookies);
  return method === "GET" && route !== "GET csrf" ? redirectTo(result) : respond(result, route);
}

const ROUTES = new Set([
  "GET csrf",
  "POST callback/credentials",
  "POST signin/:provider",
  "GET callback/:provider",
  "POST signout",
]);

function queryOf(request: Request): Record<string, string> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  delete query.callbackUrl;
  return query;
}

async function bodyOf(request: Request): Promise<Record<string, string>> {
  if (!request.headers.get("content-type")?.toLowerCase().startsWith("application/json"))
    throw new AppError("unsupported_media_type", "Send JSON: Content-Type: application/json.");
  const parsed = bodySchema.safeParse(parseJson(await readLimited(request)));
  if (!parsed.success) throw new AppError("invalid_request", "Send csrfToken, user and password as text.");
  const { callbackUrl, ...body } = parsed.data;
  return { ...body, callbackUrl: localPath(callbackUrl), json: "true" };
}

async function readLimited(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new AppError("too_large", "The request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function endSession(result: AuthAnswer, cookies: ReadonlyMap<string, string>): Promise<void> {
  if (targetOf(result)?.startsWith(`/api/auth/`)) return;
  const token = readSessionToken(cookies);
  const session = token === null ? null : await openSessionToken(token);
  if (!session) return;
  await revokeSession(session.sid, session.signedInAt);
  log.info({ event: "auth.signed-out", user: session.sub });
}

/** Where next-auth wants the browser to go, without the origin that it believes in. */
function targetOf({ body, location }: AuthAnswer): string | null {
  const url: unknown =
    location ?? (typeof body === "object" && body !== null && "url" in body ? body.url : undefined);
  if (typeof url !== "string") return null;
  const own = config().url ?? UNKNOWN_ORIGIN;
  if (url === own) return "/";
  return url.startsWith(`${own}/`) ? url.slice(own.length) : url;
}

function redirectTo(result: AuthAnswer): Response {
  const target = targetOf(result) ?? "/";
  const error = /^\/api\/auth\/[^?]*\?(?:.*&)?error=([^&]*)/.exec(target)?.[1];
  const location =
    error === undefined ? localPath(target) : pages.signIn({ error: decodeURIComponent(error) });
  return new Response(null, { status: 303, headers: authHeaders(result.setCookies, { location }) });
}

function respond(result: AuthAnswer, route: string): Response {
  const headers = authHeaders(result.setCookies);
  if (route === "GET csrf") return Response.json(result.body, { headers });
  const target = targetOf(result);
  if (target === null || target.startsWith("/api/auth/signin") || target.startsWith("/api/auth/signout"))
    throw new AppError("forbidden", "The page was open for too long. Reload it and try again.");
  if (target.startsWith("/api/auth/error")) throw providerError(target);
  return Response.json({ url: target }, { headers });
}

function providerError(target: string): AppError {
  return target.includes("OAuthSignin")
    ? new AppError(
        "unavailable",
        "The sign-in provider cannot be reached. Try again, or ask your administrator.",
      )
    : new AppError("unauthenticated", "Signing in failed. Try again.");
}

function authHeaders(setCookies: readonly string[] = [], more: Record<string, string> = {}): Headers {
  const headers = new Headers({ ...baseHeaders(config(), null), ...more });
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return headers;
}
