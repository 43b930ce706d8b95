import type { Env } from "./env";
import { RequestTrouble } from "./trouble";

/** A connection on which nothing comes for this long is taken for dead. */
const STALL_MS = 30_000;
const WATCH_MS = 5000;
/** A request may stand in the browser's own queue behind others that move; then it is given more time. */
const QUEUED_MS = 120_000;

/** Which state of an object is read: all requests for its bytes share one, so that none can bring another's. */
export type Identity = {
  readonly size: number;
  readonly etag: string;
  /** As the first answer said it; the listing's own is in another format on some stores. */
  lastModified: string | null;
  /** Asks with If-Match, at the price of a preflight, because answers do not say which state they are. */
  nameless: boolean;
  /** What S3 told of the whole object's checksum with all its bytes. */
  crc32: string | null;
};

export const identityOf = ({ size, etag }: { size: number; etag: string }): Identity => ({
  size,
  etag,
  lastModified: null,
  nameless: false,
  crc32: null,
});

/** Bytes of any request of a run; who waits for an answer looks whether others get theirs. */
export type Pulse = { at: number };

/** One request for `[start, end)` of an object, as its bytes come. Throws RequestTrouble for whatever is not them. */
export async function* requestRange(
  env: Env,
  url: string,
  identity: Identity,
  [start, end]: [number, number],
  pulse: Pulse,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { clock } = env;
  const request = new AbortController();
  const stop = () => request.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  const began = clock.now();
  let waiting: number | null = began;
  let answered = false;
  let stalled = false;
  const unwatch = clock.every(WATCH_MS, () => {
    const now = clock.now();
    if (waiting === null || now - waiting < STALL_MS) return;
    if (!answered && now - pulse.at < STALL_MS && now - began < QUEUED_MS) return;
    stalled = true;
    request.abort();
  });
  try {
    const whole = start === 0 && end === identity.size;
    const headers: Record<string, string> = {};
    if (!whole) headers.range = `bytes=${start}-${end - 1}`;
    const named = identity.nameless;
    if (named) headers["if-match"] = `"${bare(identity.etag)}"`;
    const response = await env.fetch(url, {
      headers,
      signal: request.signal,
      // The cache would hold back all ranges of one address but the first, and keep what nobody reads again.
      cache: "no-store",
      // A relay is Cooper's own origin and wants its session; a store is another and gets none.
      credentials: "same-origin",
      referrerPolicy: "no-referrer",
    });
    answered = true;
    pulse.at = clock.now();
    const skip = await accept(response, identity, { start, end, whole, named });
    yield* cut(response, { skip, wanted: end - start, whole }, (isWaiting) => {
      const now = clock.now();
      waiting = isWaiting ? now : null;
      pulse.at = now;
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (stalled) throw new RequestTrouble({ type: "stalled" });
    if (error instanceof RequestTrouble) throw error;
    throw new RequestTrouble({ type: answered ? "truncated" : "network" }, error);
  } finally {
    unwatch();
    signal.removeEventListener("abort", stop);
    request.abort();
  }
}

type Asked = { start: number; end: number; whole: boolean; named: boolean };

/** Makes sure that an answer is what was asked for; tells how many bytes too many it begins with. */
async function accept(response: Response, identity: Identity, asked: Asked): Promise<number> {
  const { status, headers } = response;
  if (status !== 200 && status !== 206) {
    const body = await response.text().catch(() => "");
    throw new RequestTrouble({
      type: "answer",
      status,
      code: /<Code>([^<]{1,64})<\/Code>/.exec(body.slice(0, 4096))?.[1] ?? null,
      retryAfter: Number(headers.get("retry-after")) || null,
    });
  }
  const encoding = headers.get("content-encoding");
  if (encoding && !/^(identity|aws-chunked)?$/i.test(encoding.trim()))
    throw new RequestTrouble({ type: "encoded" });
  recognise(headers, identity, asked);
  // A store that knows no ranges sends all of it.
  if (status === 200) {
    if ((length(headers) ?? identity.size) !== identity.size) throw new RequestTrouble({ type: "changed" });
    if (asked.whole) identity.crc32 = fullCrc32(headers);
    return asked.start;
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get("content-range") ?? "");
  if (range && Number(range[3]) !== identity.size) throw new RequestTrouble({ type: "changed" });
  const other = range
    ? Number(range[1]) !== asked.start
    : (length(headers) ?? asked.end - asked.start) > asked.end - asked.start;
  if (other) throw new RequestTrouble({ type: "truncated" });
  return 0;
}

function recognise(headers: Headers, identity: Identity, { whole, named }: Asked): void {
  const etag = headers.get("etag");
  const lastModified = headers.get("last-modified");
  if (etag !== null && identity.etag !== "") {
    if (bare(etag) !== bare(identity.etag)) throw new RequestTrouble({ type: "changed" });
  } else if (lastModified !== null) {
    identity.lastModified ??= lastModified;
    if (lastModified !== identity.lastModified) throw new RequestTrouble({ type: "changed" });
  } else if (!whole && !named && identity.etag !== "") {
    identity.nameless = true;
    throw new RequestTrouble({ type: "nameless" });
  }
}

const bare = (etag: string) => etag.replace(/^W\//, "").replaceAll('"', "");
const length = (headers: Headers) => {
  const value = headers.get("content-length");
  return value === null ? null : Number(value);
};

/** S3 marks a checksum of parts by their number behind it; only one over all bytes can be compared. */
function fullCrc32(headers: Headers): string | null {
  const value = headers.get("x-amz-checksum-crc32");
  const composite = headers.get("x-amz-checksum-type") === "COMPOSITE" || value?.includes("-");
  return composite ? null : value;
}

/** The body's bytes from `skip` on, `wanted` of them; more is not what was promised, fewer is a broken answer. */
async function* cut(
  response: Response,
  { skip, wanted, whole }: { skip: number; wanted: number; whole: boolean },
  wait: (isWaiting: boolean) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  let left = wanted;
  let over = skip;
  try {
    while (reader) {
      wait(true);
      const { done, value } = await reader.read();
      wait(false);
      if (done) break;
      const chunk = over > 0 ? value.subarray(over) : value;
      over = Math.max(0, over - value.length);
      if (chunk.length > left && whole && response.status === 200)
        throw new RequestTrouble({ type: "encoded" });
      const taken = chunk.length > left ? chunk.subarray(0, left) : chunk;
      left -= taken.length;
      if (taken.length > 0) yield taken;
      if (left === 0 && (!whole || response.status === 206)) return;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
  if (left > 0) throw new RequestTrouble({ type: "truncated" });
}
