import "server-only";
import diagnostics from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";
import { config, isDevelopment } from "../config";
import { OrderlyEnd } from "./orderly-end";

const STARTED = Symbol.for("cooper.end-when-told");

/**
 * SIGTERM ends the process in order and with exit code 0, since it did what it was told; SIGINT with 130, so that a shell
 * knows of the Ctrl-C. Both work for process 1 of a container too, which dies of no signal that it does not handle.
 */
export function endWhenTold(): void {
  const shared = globalThis as typeof globalThis & { [STARTED]?: boolean };
  if (shared[STARTED] || isDevelopment) return;
  shared[STARTED] = true;
  const ending = new OrderlyEnd((code) => process.exit(code));
  diagnostics.subscribe("http.server.request.start", (message) => {
    const { response, server } = message as { response: ServerResponse; server: Server };
    ending.watch(response, server);
  });
  // Next's own handlers stop listening at once and then wait for as long as any stream is open.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.removeAllListeners(signal);
  process.on("SIGTERM", () => ending.begin(0, config().stopDelay * 1000));
  process.on("SIGINT", () => ending.begin(130, 0));
}
