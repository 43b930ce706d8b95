import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ControlError } from "./route";

const MAX_BODY = 256 * 1024;
const MIN_TOKEN = 16;

export function requireUsableToken(token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < MIN_TOKEN)
    throw new Error(`The control token must have at least ${MIN_TOKEN} characters, without spaces.`);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Compares in a time that tells nothing of where, or of how long, a wrong token is wrong. */
export function hasToken(incoming: IncomingMessage, token: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(incoming.headers.authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

export function parseTarget(url: string): { path: string; query: Map<string, string> } {
  const mark = url.indexOf("?");
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(mark < 0 ? "" : url.slice(mark))) {
    if (query.has(name)) throw new ControlError(400, `The query has ${name} twice.`);
    query.set(name, value);
  }
  return { path: mark < 0 ? url : url.slice(0, mark), query };
}

/** The JSON that came; undefined if there is no body. */
export async function readJsonBody(incoming: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= MAX_BODY) pieces.push(piece);
  }
  if (size > MAX_BODY) throw new ControlError(413, `A body may have ${MAX_BODY} bytes at most.`);
  if (size === 0) return undefined;
  if (!/^application\/json\s*(;|$)/i.test(incoming.headers["content-type"] ?? ""))
    throw new ControlError(415, "The body must be JSON: send content-type: application/json.");
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (error) {
    throw new ControlError(400, `The body is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
}
