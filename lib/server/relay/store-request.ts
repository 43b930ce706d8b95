import "server-only";
import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { urlToHttpOptions } from "node:url";
import { toAppError } from "../s3/errors";
import type { Target } from "../s3/relayed";
import { Refusal, storeRefusal, toRefusal } from "./refusal";

/** S3's errors are short; of anything longer the beginning tells. */
const MOST_ERROR_BYTES = 8192;
/** As many kept sockets in a row may turn out to be dead. */
const TRIES = 3;

export type Asked = { request: ClientRequest; answered: Promise<IncomingMessage> };

/**
 * Begins a request to S3 and waits for a first sign of it: an answer, its wish for the body, or so many milliseconds.
 * S3 may close a kept socket just as a request goes out on it; before any byte of a body was sent, another one serves.
 */
export async function askStore(
  target: Target,
  headers: Record<string, string>,
  { hasBody, signal, patience }: { hasBody: boolean; signal: AbortSignal; patience?: number },
): Promise<Asked> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const asked = begin(target, hasBody ? { ...headers, expect: "100-continue" } : headers);
    if (hasBody) asked.request.flushHeaders();
    else asked.request.end();
    const signs: Promise<unknown>[] = [asked.answered];
    if (hasBody) signs.push(once(asked.request, "continue"));
    if (patience !== undefined) signs.push(sleep(patience, undefined, { ref: false }));
    const leave = () => asked.request.destroy();
    signal.addEventListener("abort", leave, { once: true });
    try {
      await Promise.race(signs);
      return asked;
    } catch (error) {
      if (tries >= TRIES || !isStale(asked.request, error)) throw error;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }
}

function begin(target: Target, headers: Record<string, string>): Asked {
  const { origin } = new URL(target.url);
  const request = (origin.startsWith("https:") ? httpsRequest : httpRequest)({
    ...urlToHttpOptions(new URL(origin)),
    // As it was signed, dot segments and all.
    path: target.url.slice(target.url.indexOf("/", target.url.indexOf("//") + 2)),
    method: target.method,
    headers,
    agent: target.agent,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    // One that comes after the answer is told by the answer's own end.
    request.on("error", reject);
  });
  answered.catch(() => undefined);
  return { request, answered };
}

const isStale = (request: ClientRequest, error: unknown): boolean =>
  request.reusedSocket &&
  error instanceof Error &&
  "code" in error &&
  /^(ECONNRESET|EPIPE)$/.test(String(error.code));

/** What went wrong on the way to S3, as S3 would say it. */
export const failureOf = (error: unknown): Refusal =>
  error instanceof Refusal ? error : toRefusal(toAppError(error));

/** S3's refusal in its own words, as far as they are read within reason. */
export async function refusalOf(target: Target, answer: IncomingMessage): Promise<Refusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= MOST_ERROR_BYTES) break;
    }
  } catch {
    // The status alone says enough.
  }
  const body = Buffer.concat(chunks).toString("utf8").slice(0, MOST_ERROR_BYTES);
  const refusal = storeRefusal(answer.statusCode ?? 502, body, answer.headers["retry-after"]);
  target.heard(refusal.code);
  return refusal;
}
