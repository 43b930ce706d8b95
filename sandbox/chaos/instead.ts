import { wordsOf } from "../errors";
import { errorReply, type Reply } from "../http/reply";
import type { Fault, FaultOf } from "./fault";

export type Place = { resource: string; requestId: string };

function refuse(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string>,
  { resource, requestId }: Place,
  details: Record<string, string> = {},
): Reply {
  return errorReply({ status, code, message, headers, details }, resource, requestId);
}

const SLOW_DOWN = "Please reduce your request rate.";
const ELSEWHERE =
  "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.";
const ELSEWHERE_FOR_NOW =
  "Please re-send this request to the specified temporary endpoint. Continue to use the original request endpoint for future requests.";

function redirect({ status, location }: FaultOf<"redirect">, place: Place): Reply {
  const forNow = status === 302 || status === 307;
  return refuse(
    status,
    forNow ? "TemporaryRedirect" : "PermanentRedirect",
    forNow ? ELSEWHERE_FOR_NOW : ELSEWHERE,
    location === undefined ? {} : { location },
    place,
    location === undefined ? {} : { Endpoint: new URL(location).host },
  );
}

/**
 * 200 with an error: S3 sends the head and spaces while it still works on a copy or a completion, and what comes
 * then need not be a success (API reference of CompleteMultipartUpload and CopyObject).
 */
export function errorBody(fault: FaultOf<"error-body">, place: Place): Reply {
  const message = fault.message ?? wordsOf(fault.code);
  const { body } = refuse(200, fault.code, message, {}, place);
  const [declaration = "", ...rest] = String(body).split("\n");
  async function* pieces() {
    yield Buffer.from(`${declaration}\n`);
    if (fault.spaces > 0) yield Buffer.alloc(fault.spaces, " ");
    yield Buffer.from(rest.join("\n"));
  }
  return { status: 200, headers: { "content-type": "application/xml" }, body: pieces() };
}

export type Instead = { reply: Reply; code: string; readBody: boolean };

/** The answer that a fault gives in the operation's place, if it is such a fault. */
export function insteadOf(fault: Fault, place: Place): Instead | null {
  if (fault.kind === "redirect") {
    const reply = redirect(fault, place);
    const code = fault.status === 302 || fault.status === 307 ? "TemporaryRedirect" : "PermanentRedirect";
    return { reply, code, readBody: false };
  }
  if (fault.kind === "error-body" && !fault.handled)
    return { reply: errorBody(fault, place), code: fault.code, readBody: true };
  if (fault.kind !== "status" && fault.kind !== "slow-down") return null;
  const { readBody, retryAfter } = fault;
  const { status, code, message } =
    fault.kind === "status" ? fault : { status: 503, code: "SlowDown", message: SLOW_DOWN };
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { reply: refuse(status, code, message ?? wordsOf(code), headers, place), code, readBody };
}
