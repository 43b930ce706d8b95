import { AppError } from "@/lib/errors";
import type { ReadUrls, Source } from "./download";

type Stored = { bytes: Uint8Array<ArrayBuffer>; etag: string; headers?: Record<string, string> };
type Asked = { key: string; range: [number, number] | null; url: string; ifMatch: string | null };
/** What goes wrong with one request: an answer of its own, a connection that breaks after so many bytes, or hangs. */
type Fault =
  | Response
  | "network"
  | { breakAfter: number }
  | { hangAfter: number }
  | { endAfter: number }
  | undefined;

const CHUNK = 64 * 1024;

/** A bucket behind signed addresses, in memory, that can be told to fail. */
export function createFakeStore() {
  const objects = new Map<string, Stored>();
  const requests: Asked[] = [];
  let signatures = 0;
  const store = {
    objects,
    requests,
    signed: [] as string[][],
    inFlight: { now: 0, most: 0 },
    /** Headers that CORS keeps from the page. */
    hidden: new Set<string>(),
    lifetime: 300_000,
    fault: (() => undefined) as (asked: Asked, nth: number) => Fault,
    refuses: (() => null) as (key: string) => AppError | null,
    put(
      key: string,
      content: number | Uint8Array<ArrayBuffer>,
      headers: Record<string, string> = {},
    ): Source {
      const bytes = typeof content === "number" ? patterned(content, key) : content;
      const etag = `${key.length}-${bytes.length}-etag`;
      objects.set(key, { bytes, etag, headers });
      return { key, path: key, size: bytes.length, etag, modified: "2024-05-06T07:08:10.000Z" };
    },
    urls: (async (sources) => {
      store.signed.push(sources.map(({ key }) => key));
      return sources.map(
        ({ key }) =>
          store.refuses(key) ?? {
            url: `https://s3.example/b?key=${encodeURIComponent(key)}&signature=${++signatures}`,
            expiresAt: new Date(Date.now() + store.lifetime).toISOString(),
          },
      );
    }) as ReadUrls,
    async fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
      const url = String(input);
      const key = new URL(url).searchParams.get("key") ?? "";
      const headers = new Headers(init.headers);
      const match = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range") ?? "");
      const range: Asked["range"] = match ? [Number(match[1]), Number(match[2]) + 1] : null;
      const asked = { key, range, url, ifMatch: headers.get("if-match") };
      const nth = requests.filter((request) => request.key === key).length;
      requests.push(asked);
      const fault = store.fault(asked, nth);
      await new Promise((resolve) => setTimeout(resolve, 5));
      init.signal?.throwIfAborted();
      if (fault === "network") throw new TypeError("Failed to fetch");
      if (fault instanceof Response) return fault;
      const found = objects.get(key);
      if (!found) return new Response("<Error><Code>NoSuchKey</Code></Error>", { status: 404 });
      if (asked.ifMatch && asked.ifMatch !== `"${found.etag}"`) return new Response("", { status: 412 });
      const [start, end] = range ?? [0, found.bytes.length];
      store.inFlight.most = Math.max(store.inFlight.most, ++store.inFlight.now);
      const answer = new Response(
        bodyOf(found.bytes.subarray(start, end), fault, init.signal ?? null, () => store.inFlight.now--),
        {
          status: range ? 206 : 200,
          headers: {
            etag: `"${found.etag}"`,
            "last-modified": "Mon, 06 May 2024 07:08:10 GMT",
            "content-length": String(end - start),
            ...(range && { "content-range": `bytes ${start}-${end - 1}/${found.bytes.length}` }),
            ...found.headers,
          },
        },
      );
      for (const name of store.hidden) answer.headers.delete(name);
      return answer;
    },
  };
  return store;
}

function bodyOf(
  bytes: Uint8Array<ArrayBuffer>,
  fault: Fault,
  signal: AbortSignal | null,
  onEnd: () => void,
): ReadableStream {
  const limits: Record<string, number> =
    typeof fault === "object" && !(fault instanceof Response) ? fault : {};
  const limit = Object.values(limits)[0] ?? bytes.length;
  let at = 0;
  let ended = false;
  const end = () => {
    if (!ended) onEnd();
    ended = true;
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        signal?.addEventListener("abort", () => {
          if (!ended) controller.error(signal.reason);
          end();
        });
      },
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (ended) return;
        const to = Math.min(at + CHUNK, limit, bytes.length);
        if (to > at) controller.enqueue(bytes.slice(at, to));
        at = to;
        if (at < limit && at < bytes.length) return;
        if ("hangAfter" in limits && at < bytes.length) return new Promise(() => undefined);
        end();
        if ("breakAfter" in limits && at < bytes.length) controller.error(new TypeError("network error"));
        else controller.close();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

/** Bytes that are different at each place and for each key. */
function patterned(length: number, seed: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed.length * 2654435761 + seed.charCodeAt(0);
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export const busy = (status = 503, code = "SlowDown") =>
  new Response(`<Error><Code>${code}</Code></Error>`, { status });
export const forbidden = () => new AppError("forbidden", "You may not read it.");
