import type { Answer, Send } from "./deps";

/** A connection on which nothing moves for this long is taken for dead. */
const STALL_MS = 90_000;
/** S3's errors are short; anything longer is not one. */
const MAX_BODY = 8192;

/** Sends a part by XMLHttpRequest, the only way to see how far an upload is. */
export const sendByXhr: Send = (part, blob, onProgress, signal) =>
  new Promise<Answer>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const xhr = new XMLHttpRequest();
    let stalled = false;
    const stall = () => {
      stalled = true;
      xhr.abort();
    };
    let watchdog = setTimeout(stall, STALL_MS);
    const abort = () => xhr.abort();

    xhr.upload.onprogress = ({ loaded }) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(stall, STALL_MS);
      onProgress(Math.min(loaded, blob.size));
    };
    xhr.onloadend = () => {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason);
      else resolve(xhr.status === 0 ? { type: "network", stalled } : toAnswer(xhr));
    };
    signal.addEventListener("abort", abort, { once: true });

    xhr.open(part.method, part.url);
    for (const [name, value] of Object.entries(part.headers))
      if (!isSetByBrowser(name)) xhr.setRequestHeader(name, value);
    // Without a type of its own, the browser adds no Content-Type that was not signed.
    xhr.send(blob.type === "" ? blob : blob.slice(0, blob.size, ""));
  });

/** Headers that a page may not set; the browser sends exactly what was signed by itself. */
const isSetByBrowser = (name: string) => /^(host|content-length)$/i.test(name);

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
