import type { Send } from "./deps";
import { sendByFetch } from "./send-by-fetch";
import { sendByXhr } from "./send-by-xhr";

/** Above this many bytes it is worth showing how far a request has come. */
const WATCHED_BYTES = 1024 * 1024;

/** Sends one part to S3 as it was signed. */
export const sendToStore: Send = (part, body, onProgress, signal) => {
  const size = body instanceof Blob ? body.size : body.byteLength;
  const send = part.method === "PUT" && size > WATCHED_BYTES ? sendByXhr : sendByFetch;
  return send(part, body, onProgress, signal);
};
