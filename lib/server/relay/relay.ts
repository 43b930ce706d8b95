import "server-only";
import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/errors";
import { secureApiHeaders } from "../api-headers";
import { peerAddress } from "../auth/peer-address";
import { withDeadline } from "../deadline";
import { log } from "../log";
import { rawAnswer } from "../raw-answer";
import { readQuery, TARGET_HEADER } from "../request-body";
import { openBucket } from "../s3/open-bucket";
import type { Target } from "../s3/relayed";
import { watchCaller } from "./gone";
import { type Order, openOrder } from "./order";
import { takePlace } from "./places";
import { readFrom } from "./read";
import { Refusal, refusalAnswer, toRefusal } from "./refusal";
import { sendOn } from "./send";
import { actorOf } from "./whose";

/** How long it may take to find out who asks and to sign. */
const DEADLINE_MS = 9000;

/** Carries out an order between a browser and S3. Speaks as S3 does, so that whoever sends need not know the difference. */
export async function relay(request: Request): Promise<Response> {
  const requestId = randomUUID();
  const started = performance.now();
  const entry: Record<string, unknown> = {
    requestId,
    operation: "relay",
    method: request.method,
    address: peerAddress(request.headers),
  };
  const tell = (more: object) =>
    log.info({ ...entry, ...more, ms: Math.round(performance.now() - started) }, "relayed");
  let response: Response;
  try {
    const { t } = readQuery(request.headers.get(TARGET_HEADER) ?? request.url);
    const order = openOrder(t);
    const { connection, bucket, input } = order;
    Object.assign(entry, {
      actor: order.actor,
      link: order.link !== null,
      connection,
      bucket,
      key: input.Key,
    });
    const method = methodOf(request, order);
    const actor = await actorOf(order, request);
    const length = method === "PUT" ? lengthOf(request, order) : 0;
    // Who has a link must not take the places of the one who gave it.
    const giveBack = takePlace(order.link ? `link ${actor.id}` : actor.id);
    const { gone, stop } = watchCaller(request);
    const release = () => {
      giveBack();
      stop();
    };
    let target: Target;
    try {
      const signal = withDeadline(request.signal, DEADLINE_MS);
      target = await openBucket(actor, order, signal).signRelayed(order, method);
    } catch (error) {
      release();
      throw error;
    }
    response =
      method === "PUT"
        ? await send(request, target, { length, gone }, release)
        : await read(request, target, { order, gone }, (bytes) => {
            release();
            if (bytes > 0) tell({ bytes });
          });
    tell({ status: response.status, ...(method === "PUT" ? { bytes: length } : {}) });
  } catch (error) {
    const refusal = refusalOf(error, requestId);
    response = refusalAnswer(refusal, requestId);
    tell({ status: refusal.status, code: refusal.code });
  }
  secureApiHeaders(response.headers, requestId);
  // Nobody on the way, Next included, may compress: ranges and lengths are of the bytes as they are.
  response.headers.set("cache-control", "private, no-store, no-transform");
  return response;
}

function methodOf({ method }: Request, { does }: Order): Target["method"] {
  if (does === "read" && (method === "GET" || method === "HEAD")) return method;
  if (does !== "read" && method === "PUT") return method;
  throw new Refusal(405, "MethodNotAllowed", "This address is for another method.");
}

/** The length that was signed; a body that says otherwise is not even begun. */
function lengthOf(request: Request, { input }: Order): number {
  const declared = request.headers.get("content-length");
  if (declared === null)
    throw new Refusal(411, "MissingContentLength", "Say how many bytes come: Content-Length.");
  const length = input.ContentLength ?? 0;
  if (declared !== String(length))
    throw new Refusal(400, "IncompleteBody", `This address takes exactly ${length} bytes.`);
  return length;
}

function send(
  request: Request,
  target: Target,
  { length, gone }: { length: number; gone: AbortSignal },
  onEnd: () => void,
): Promise<Response> {
  const digest = request.headers.get("content-md5");
  const headers: Record<string, string> =
    digest !== null && /^[A-Za-z0-9+/]{22}==$/.test(digest) ? { "content-md5": digest } : {};
  return sendOn(target, { bytes: request.body, length, headers }, gone, onEnd);
}

async function read(
  request: Request,
  target: Target,
  { order: { input }, gone }: { order: Order; gone: AbortSignal },
  onEnd: (bytes: number) => void,
): Promise<Response> {
  const { ResponseContentDisposition: disposition, ResponseContentType: type } = input;
  const raw = rawAnswer(request);
  const shown = {
    disposition: typeof disposition === "string" ? disposition : "attachment",
    type: typeof type === "string" ? type : "application/octet-stream",
    stored: input.ResponseContentEncoding === "identity",
  };
  const { response, length } = await readFrom(target, request.headers, shown, gone, {
    end: onEnd,
    cut: () => raw?.destroy(),
  });
  const encoding = response.headers.get("content-encoding");
  if (length !== null) raw?.setHeader("content-length", length);
  if (encoding !== null) raw?.setHeader("content-encoding", encoding);
  return response;
}

function refusalOf(error: unknown, requestId: string): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof AppError) return toRefusal(error);
  log.error({ requestId, err: error }, "unexpected");
  return new Refusal(500, "InternalError", "Something went wrong in Cooper. Its log has the request id.");
}
