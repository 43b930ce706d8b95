import { AppError } from "@/lib/errors";
import type { ScanEvent } from "@/lib/schemas/downloads";
import type { WorkEvent } from "@/lib/schemas/events";
import { send } from "./request";

/**
 * Starts long work and yields its events until `done`. An `error` event, or an answer that ends without `done`, throws:
 * half a count must never look like a whole one.
 */
export async function* work(
  url: string,
  body: unknown,
  signal?: AbortSignal,
): AsyncGenerator<WorkEvent, void> {
  yield* events<WorkEvent>(await send(url, { body, signal }));
}

/** As `work`, for everything below a prefix. */
export async function* scan(url: string, signal?: AbortSignal): AsyncGenerator<ScanEvent, void> {
  yield* events<ScanEvent>(await send(url, { signal }));
}

async function* events<E extends ScanEvent>(response: Response): AsyncGenerator<E, void> {
  for await (const line of lines(response)) {
    const event = JSON.parse(line) as E;
    if (event.type === "error") throw new AppError(event.code, event.message);
    yield event;
    if (event.type === "done") return;
  }
  throw new AppError(
    "unavailable",
    "The answer broke off before the work was done. Look again before you repeat it.",
  );
}

/** A connection that is cut in the middle is Cooper going away, not a mistake of this page. */
function broken(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
  throw new AppError("unavailable", "The connection to Cooper broke off.", { cause });
}

async function* lines(response: Response): AsyncGenerator<string, void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(broken);
      if (done) break;
      const parts = (rest + value).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) if (part !== "") yield part;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
