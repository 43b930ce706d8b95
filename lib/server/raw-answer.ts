import "server-only";
import type { ServerResponse } from "node:http";

/** Names Node's own answer to a request, for the few headers that Next would drop; whatever a client sends under it is overwritten. */
export const ANSWER_HEADER = "x-cooper-answer";

type Answers = { next: number; open: Map<string, ServerResponse> };

// Boot and routes are bundles of their own; the answers are the same for both.
const KEY = Symbol.for("cooper.answers");
const shared = globalThis as typeof globalThis & { [KEY]?: Answers };
const answers = (): Answers => {
  shared[KEY] ??= { next: 0, open: new Map() };
  return shared[KEY];
};

/** Keeps an answer until it is given; answers its name. */
export function keepAnswer(response: ServerResponse): string {
  const held = answers();
  const name = String(held.next++);
  held.open.set(name, response);
  response.once("close", () => held.open.delete(name));
  return name;
}

/**
 * Node's answer to this request. Next takes `Content-Length` and `Content-Encoding` off what a route answers, since with
 * `fetch` they may be those of other bytes; a route that knows better sets them here.
 */
export function rawAnswer({ headers }: Request): ServerResponse | undefined {
  return answers().open.get(headers.get(ANSWER_HEADER) ?? "");
}
