import "server-only";
import { AppError } from "@/lib/errors";
import type { ScanEvent } from "@/lib/schemas/downloads";
import { beforeEnd } from "./deadline";
import { log } from "./log";
import { streamsEnd } from "./stopping";

/** Repeating the last progress this often keeps proxies from closing a connection on which S3 is still at work. */
const HEARTBEAT_MS = 2000;

const STOPPED = "Cooper is being stopped, and this was not finished. Do it again in a moment.";

/** One event, or several that belong together and go out at once. */
type Step = ScanEvent | readonly ScanEvent[];
type Next = IteratorResult<Step, unknown>;

/**
 * Answers long work as NDJSON. Failures that come before the first event are thrown, so that they get their own status.
 * The work goes on only as fast as the reader reads, and ends when the reader leaves.
 */
export async function streamEvents(
  events: AsyncGenerator<Step>,
  { requestId }: { requestId: string },
): Promise<Response> {
  const encoder = new TextEncoder();
  let upcoming: Promise<Next> = Promise.resolve(await events.next());
  let latest: ScanEvent | null = null;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const send = (...some: ScanEvent[]) =>
          controller.enqueue(encoder.encode(some.map((event) => `${JSON.stringify(event)}\n`).join("")));
        try {
          const next = await beforeEnd(nextOr(upcoming, latest), streamsEnd());
          if (next === "heartbeat") {
            if (latest) send(latest);
          } else if (next.done) controller.close();
          else {
            const some = [next.value].flat();
            send(...some);
            const last = some.at(-1);
            if (last?.type === "progress") latest = last;
            if (last?.type === "done") log.info({ requestId, ...last }, "work done");
            upcoming = events.next();
            // Looked at by the next pull; until then nobody else may take it for unhandled.
            upcoming.catch(() => undefined);
          }
        } catch (error) {
          // Made here: an error that another bundle made is no AppError of this one's.
          send(toEvent(streamsEnd().aborted ? new AppError("unavailable", STOPPED) : error, requestId));
          controller.close();
          // Given up; how it takes that is of no interest to anybody.
          if (streamsEnd().aborted) events.return(undefined).catch(() => undefined);
        }
      },
      async cancel() {
        await events.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: { "content-type": "application/x-ndjson", "x-accel-buffering": "no" },
  });
}

/** What comes next, or word that it takes long; without any progress to repeat there is nothing to do but wait. */
async function nextOr(upcoming: Promise<Next>, latest: ScanEvent | null): Promise<Next | "heartbeat"> {
  if (!latest) return upcoming;
  let timer: NodeJS.Timeout | undefined;
  const heartbeat = new Promise<"heartbeat">((resolve) => {
    timer = setTimeout(() => resolve("heartbeat"), HEARTBEAT_MS);
  });
  try {
    return await Promise.race([upcoming, heartbeat]);
  } finally {
    clearTimeout(timer);
  }
}

function toEvent(error: unknown, requestId: string): ScanEvent {
  const known = error instanceof AppError ? error : null;
  if (!known) log.error({ requestId, err: error }, "unexpected");
  const code = known?.code ?? "internal";
  const message = known?.message ?? "Something went wrong in Cooper. Its log has the request id.";
  return { type: "error", code, message, requestId };
}
