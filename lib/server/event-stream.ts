import "server-only";
import { AppError } from "@/lib/errors";
import type { WorkEvent } from "@/lib/schemas/events";
import { log } from "./log";

/** Repeating the last progress this often keeps proxies from closing a connection on which S3 is still at work. */
const HEARTBEAT_MS = 2000;

/** Answers long work as NDJSON. Failures that come before the first event are thrown, so that they get their own status. */
export async function streamEvents(
  events: AsyncGenerator<WorkEvent>,
  { requestId, until }: { requestId: string; until: AbortSignal },
): Promise<Response> {
  const first = await events.next();
  const encoder = new TextEncoder();
  const left = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (event: WorkEvent) => {
        if (!left.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
      };
      void pump(events, first, send, AbortSignal.any([until, left.signal]), requestId).then(() => {
        if (!left.signal.aborted) controller.close();
      });
    },
    cancel: () => left.abort(),
  });
  return new Response(body, {
    headers: { "content-type": "application/x-ndjson", "x-accel-buffering": "no" },
  });
}

async function pump(
  events: AsyncGenerator<WorkEvent>,
  first: IteratorResult<WorkEvent>,
  send: (event: WorkEvent) => void,
  left: AbortSignal,
  requestId: string,
): Promise<void> {
  let latest: WorkEvent | null = null;
  const heartbeat = setInterval(() => latest && send(latest), HEARTBEAT_MS);
  try {
    for (let next = first; !next.done && !left.aborted; next = await events.next()) {
      send(next.value);
      if (next.value.type === "progress") latest = next.value;
    }
  } catch (error) {
    if (left.aborted) return;
    const known = error instanceof AppError ? error : null;
    if (!known) log.error({ requestId, err: error }, "unexpected");
    const code = known?.code ?? "internal";
    const message = known?.message ?? "Something went wrong in Cooper. Its log has the request id.";
    send({ type: "error", code, message, requestId });
  } finally {
    clearInterval(heartbeat);
    await events.return(undefined);
  }
}
