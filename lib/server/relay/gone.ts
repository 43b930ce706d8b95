import "server-only";
import { rawAnswer } from "../raw-answer";

/**
 * Ends when the caller leaves, also while the rest of a body still comes in after its answer has gone out: Next takes
 * the request for over then, and Node no longer tells it that its socket closed.
 */
export function watchCaller(request: Request): { gone: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const leave = () => controller.abort(new DOMException("The caller left.", "AbortError"));
  const socket = rawAnswer(request)?.req.socket;
  if (request.signal.aborted || socket?.destroyed) leave();
  request.signal.addEventListener("abort", leave, { once: true });
  socket?.once("close", leave);
  return {
    gone: controller.signal,
    stop() {
      request.signal.removeEventListener("abort", leave);
      socket?.off("close", leave);
    },
  };
}
