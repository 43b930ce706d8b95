import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { AppError, toWireError } from "@/lib/errors";
import type { Operation } from "@/lib/schemas/operation";
import type { Actor } from "./access/actor";
import { secureApiHeaders } from "./api-headers";
import { authenticate } from "./auth/authenticate";
import { peerAddress } from "./auth/peer-address";
import { renewSession } from "./auth/renew-session";
import { checkSameOrigin } from "./caller";
import { withDeadline } from "./deadline";
import { log } from "./log";
import { readJsonBody, readQuery, TARGET_HEADER } from "./request-body";

/** How long a call may take before Cooper answers that the store is slow, in milliseconds. */
const DEADLINE_MS = 9000;

type Handled<Op extends Operation> = {
  actor: Actor;
  params: z.output<Op["params"]>;
  query: z.output<Op["query"]>;
  body: Op["body"] extends z.ZodType ? z.output<Op["body"]> : null;
  /** Ends when the caller leaves or the deadline passes: for calls that answer at once. */
  signal: AbortSignal;
  /** Ends only when the caller leaves: for answers that stream. */
  until: AbortSignal;
  requestId: string;
  method: string;
  /** What a reader of bytes asks for besides: a range, and conditions. */
  asked: Headers;
  /** The page that a browser says it asks for; nothing is allowed by it. */
  origin: string | null;
};

type Answer = Response | Record<string, unknown> | null;
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

/** Makes a route of an operation: authenticate → parse → run → respond; permission is part of the calls that `run` makes. */
export function route<Op extends Operation>(
  operation: Op,
  run: (request: Handled<Op>) => Promise<Answer> | Answer,
) {
  return async (request: Request, context: Context): Promise<Response> => {
    const requestId = randomUUID();
    const started = performance.now();
    const entry: Record<string, unknown> = {
      requestId,
      operation: operation.id,
      address: peerAddress(request.headers),
    };
    let response: Response;
    try {
      const caller = await authenticate(request);
      if (!caller) throw new AppError("unauthenticated", "Sign in, or send an API token.");
      entry.actor = caller.actor.id;
      if (caller.via === "session") checkSameOrigin(request, operation.navigable);
      const params = parse(operation.params, (await context.params) ?? {});
      const query = parse(operation.query, readQuery(request.headers.get(TARGET_HEADER) ?? request.url));
      const body = operation.body
        ? parse(operation.body, await readJsonBody(request, operation.bodyLimit))
        : null;
      Object.assign(entry, params, subject(query, body));
      const signal = withDeadline(request.signal, DEADLINE_MS);
      const handled = {
        actor: caller.actor,
        params,
        query,
        body,
        signal,
        until: request.signal,
        requestId,
        method: request.method,
        asked: request.headers,
        origin: request.headers.get("origin"),
      };
      response = toResponse(await run(handled as Handled<Op>), operation.status);
      for (const cookie of await renewSession(caller.session)) response.headers.append("set-cookie", cookie);
    } catch (error) {
      response = failed(error, requestId, entry);
    }
    secureApiHeaders(response.headers, requestId);
    log.info({ ...entry, status: response.status, ms: Math.round(performance.now() - started) }, "request");
    return response;
  };
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join(".");
  throw new AppError(
    "invalid_request",
    `${where ? `${where}: ` : ""}${issue?.message ?? "This request is not valid."}`,
  );
}

/** What a line of the log names beside the bucket: the key or prefix, or of many the prefixes and the number of keys. */
function subject(query: unknown, body: unknown): Record<string, unknown> {
  const { key, prefix, keys, prefixes } = { ...(query as object), ...(body as object | null) } as Record<
    string,
    unknown
  >;
  return { key, prefix, prefixes, keys: Array.isArray(keys) ? keys.length : undefined };
}

function toResponse(answer: Answer, status: number): Response {
  if (answer instanceof Response) return answer;
  return answer === null ? new Response(null, { status: 204 }) : Response.json(answer, { status });
}

function failed(error: unknown, requestId: string, entry: Record<string, unknown>): Response {
  const known = error instanceof AppError ? error : null;
  if (known)
    Object.assign(entry, {
      code: known.code,
      cause: known.cause instanceof Error ? known.cause.name : undefined,
    });
  else log.error({ requestId, err: error }, "unexpected");
  const shown =
    known ?? new AppError("internal", "Something went wrong in Cooper. Its log has the request id.");
  const headers = shown.retryAfter === undefined ? undefined : { "retry-after": String(shown.retryAfter) };
  return Response.json(toWireError(shown, requestId), {
    status: shown.status,
    ...(headers ? { headers } : {}),
  });
}
