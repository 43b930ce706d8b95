import "server-only";
import type { IncomingMessage, Server } from "node:http";

/** What Node itself gives a request to arrive whole. */
const BODY_MS = 300_000;

/**
 * Node cuts every request that has not arrived whole after five minutes, and a large part of an upload on a slow line
 * takes longer. Node knows one time for all, so it is kept here instead: for all but those that may take long.
 */
export function limitBody(
  request: IncomingMessage,
  server: Pick<Server, "requestTimeout">,
  mayTakeLong: boolean,
  milliseconds = BODY_MS,
): void {
  server.requestTimeout = 0;
  if (mayTakeLong || request.complete) return;
  const timer = setTimeout(() => request.destroy(), milliseconds).unref();
  request.once("end", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
}
