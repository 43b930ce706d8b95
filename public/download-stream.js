// Answers addresses below /download-stream/ with files that a page of Cooper makes as they are downloaded. It keeps
// nothing: what is open is forgotten when it ends, and lies in memory only.

/** A page that was not heard of for so long is gone, and what it fed is not whole. */
const SILENCE_MS = 90_000;

/** @type {Map<string, { name: string, length: number, control: MessagePort, feed: MessagePort, heard: number, fail: (() => void) | null }>} */
const open = new Map();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { type, id, name, length, control, feed } = event.data;
  if (type === "open") {
    open.set(id, { name, length, control, feed, heard: Date.now(), fail: null });
    control.postMessage("ready");
  }
  const known = open.get(id);
  if (!known) {
    // Browsers end a worker now and then; what it was feeding is broken, and its page must not wait for it.
    if (type === "ping") event.source?.postMessage({ type: "lost", id });
    return;
  }
  known.heard = Date.now();
  if (type === "gone") known.fail?.();
});

self.addEventListener("fetch", (event) => {
  const id = new URL(event.request.url).pathname.slice("/download-stream/".length);
  event.respondWith(answer(id));
});

function answer(id) {
  const known = open.get(id);
  if (!known || known.fail)
    return new Response("This download is over.\n", {
      status: 404,
      headers: { "content-type": "text/plain", ...INERT },
    });
  known.control.postMessage("begun");
  return new Response(body(id, known), {
    headers: {
      ...INERT,
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename*=UTF-8''${encode(known.name)}`,
      "content-length": String(known.length),
    },
  });
}

const INERT = {
  "content-security-policy": "sandbox; default-src 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** RFC 8187: what is no attr-char is written in hexadecimal. */
const encode = (name) =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Asks the page's worker for a block each time the browser has room for one. */
function body(id, known) {
  const { feed, control } = known;
  let watch = 0;
  const over = () => {
    clearInterval(watch);
    open.delete(id);
    control.postMessage("over");
    feed.close();
  };
  return new ReadableStream(
    {
      start(controller) {
        let pulled = null;
        known.fail = () => {
          controller.error(new Error("The page that made it is gone."));
          pulled?.();
          over();
        };
        known.pull = () =>
          new Promise((resolve) => {
            pulled = resolve;
            feed.postMessage("pull");
          });
        feed.onmessage = ({ data }) => {
          if (data.end) {
            controller.close();
            over();
          } else if (data.error) {
            controller.error(new Error("It was stopped."));
            over();
          } else controller.enqueue(data);
          pulled?.();
        };
        watch = setInterval(() => {
          if (Date.now() - known.heard > SILENCE_MS) known.fail();
        }, SILENCE_MS / 3);
      },
      pull: () => known.pull(),
      cancel() {
        feed.postMessage("cancel");
        over();
      },
    },
    { highWaterMark: 1 },
  );
}
