import type { SignedPart } from "@/lib/schemas/uploads";
import type { Answer, Send } from "./deps";
import { toForm } from "./form-body";
import { ANSWER_MS, headersOf, MAX_BODY } from "./wire";

/** How far a request has come is not seen here; slower than this in bytes a second it is taken for dead. */
const SLOWEST = 8192;

/**
 * Sends a few bytes without watching them, which is all the same for a small file. A form sent so, with no listener and
 * no header of its own, needs no preflight.
 */
export const sendByFetch: Send = async (part, body, _onProgress, signal) => {
  signal.throwIfAborted();
  const stop = new AbortController();
  const abort = () => stop.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  let stalled = false;
  const size = body instanceof Blob ? body.size : body.byteLength;
  const watchdog = setTimeout(
    () => {
      stalled = true;
      stop.abort();
    },
    ANSWER_MS + (size / SLOWEST) * 1000,
  );
  try {
    // A few bytes are sent faster from memory than as a file that the browser opens once more.
    const bytes = body instanceof Blob ? await body.arrayBuffer() : body;
    const form = part.method === "POST" ? toForm(part, bytes) : null;
    const response = await fetch(part.url, {
      method: part.method,
      headers: form ? { "content-type": form.type } : headersOf(part),
      body: form ? form.body : bytes,
      // Where a store sends this on to was not what was signed for.
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: stop.signal,
    });
    return await toAnswer(part, response);
  } catch {
    signal.throwIfAborted();
    return { type: "network", stalled };
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", abort);
  }
};

async function toAnswer(part: SignedPart, response: Response): Promise<Answer> {
  const text = response.ok && part.method === "PUT" ? "" : (await response.text()).slice(0, MAX_BODY);
  return {
    type: "answer",
    status: response.status,
    etag: response.headers.get("etag") ?? (part.method === "POST" ? etagIn(text) : null),
    retryAfter: Number(response.headers.get("retry-after")) || null,
    body: text,
  };
}

/** A form is told its ETag in the answer's body, so that no rule has to expose a header. */
function etagIn(xml: string): string | null {
  const text = /<ETag>([^<]{1,300})<\/ETag>/.exec(xml)?.[1];
  return text?.replaceAll(/&quot;|&#34;/g, '"') ?? null;
}
