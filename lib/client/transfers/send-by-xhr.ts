import type { Answer, Send } from "./deps";
import { ANSWER_MS, bytesOf, headersOf, MAX_BODY, STALL_MS } from "./wire";

/** Sends a part by XMLHttpRequest, the only way to see how far an upload is. */
export const sendByXhr: Send = (part, body, onProgress, signal) =>
  new Promise<Answer>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const xhr = new XMLHttpRequest();
    const size = body instanceof Blob ? body.size : body.byteLength;
    let stalled = false;
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const watch = (ms: number) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        stalled = true;
        xhr.abort();
      }, ms);
    };
    const abort = () => xhr.abort();

    xhr.upload.onprogress = ({ loaded }) => {
      watch(loaded < size ? STALL_MS : ANSWER_MS);
      onProgress(Math.min(loaded, size));
    };
    xhr.upload.onload = () => watch(ANSWER_MS);
    xhr.onloadend = () => {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason);
      else resolve(xhr.status === 0 ? { type: "network", stalled } : toAnswer(xhr));
    };
    signal.addEventListener("abort", abort, { once: true });

    xhr.open(part.method, part.url);
    for (const [name, value] of headersOf(part)) xhr.setRequestHeader(name, value);
    watch(STALL_MS);
    xhr.send(bytesOf(body));
  });

function toAnswer(xhr: XMLHttpRequest): Answer {
  // Asking for a header that CORS does not expose writes an error to the console; this list holds the exposed ones.
  const headers = new Map(
    xhr
      .getAllResponseHeaders()
      .split("\r\n")
      .map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );
  return {
    type: "answer",
    status: xhr.status,
    etag: headers.get("etag") ?? null,
    retryAfter: Number(headers.get("retry-after")) || null,
    body: xhr.responseText.slice(0, MAX_BODY),
  };
}
