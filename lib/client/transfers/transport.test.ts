import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SignedPart } from "@/lib/schemas/uploads";
import { sendToStore } from "./transport";

const never = () => new AbortController().signal;
const nothing = () => undefined;
const PUT: SignedPart = {
  number: 1,
  method: "PUT",
  url: "https://s3.example/b/k",
  headers: { "content-type": "text/plain", "Content-Length": "4", host: "s3.example" },
};
const POST: SignedPart = {
  ...PUT,
  method: "POST",
  url: "https://s3.example/b",
  headers: {},
  fields: { key: "k \u00fc", Policy: "p" },
};

const asked: { url: string; init: RequestInit }[] = [];
let answer: (init: RequestInit) => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  answer = async () => new Response("", { status: 200, headers: { etag: '"e"' } });
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answer(init);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A store that never answers. */
const silence = ({ signal }: RequestInit) =>
  new Promise<Response>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

describe("a small part", () => {
  it("goes as it was signed, without a type of its own, and follows no redirect", async () => {
    const body = new Blob(["body"], { type: "image/png" });
    expect(await sendToStore(PUT, body, nothing, never())).toMatchObject({ status: 200, etag: '"e"' });
    const [{ url, init } = { url: "", init: {} }] = asked;
    expect(url).toBe(PUT.url);
    expect(init).toMatchObject({ method: "PUT", redirect: "error" });
    expect(init.headers).toEqual([["content-type", "text/plain"]]);
    // Bytes have no type of which the browser would make a header.
    expect(init.body).toBeInstanceOf(ArrayBuffer);
  });

  it("as a form has the fields in order, the file last, no header that asks for a preflight, and its ETag from the body", async () => {
    const xml = "<PostResponse><ETag>&quot;abc&quot;</ETag></PostResponse>";
    answer = async () => new Response(xml, { status: 201 });
    expect(await sendToStore(POST, new Blob(["body"]), nothing, never())).toMatchObject({ etag: '"abc"' });
    const { body = null, headers = {} } = asked[0]?.init ?? {};
    expect(Object.keys(headers)).toEqual(["content-type"]);
    // What any reader of forms makes of it.
    const form = await new Response(body, { headers }).formData();
    expect([...form.keys()]).toEqual(["key", "Policy", "file"]);
    expect(form.get("key")).toBe("k \u00fc");
    expect(await (form.get("file") as File).text()).toBe("body");
  });

  it("tells what S3 said, and takes a failure for the network's", async () => {
    const headers = { "retry-after": "7" };
    answer = async () => new Response("<Code>SlowDown</Code>", { status: 503, headers });
    expect(await sendToStore(PUT, new Blob(["a"]), nothing, never())).toEqual({
      type: "answer",
      status: 503,
      etag: null,
      retryAfter: 7,
      body: "<Code>SlowDown</Code>",
    });
    answer = async () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await sendToStore(PUT, new Blob(["a"]), nothing, never())).toEqual({
      type: "network",
      stalled: false,
    });
  });

  it("is given up after a minute and a half of silence, and at once when stopped", async () => {
    answer = silence;
    const stalled = sendToStore(PUT, new ArrayBuffer(1), nothing, never());
    await vi.advanceTimersByTimeAsync(91_000);
    expect(await stalled).toEqual({ type: "network", stalled: true });
    const stop = new AbortController();
    const stopped = sendToStore(PUT, new ArrayBuffer(1), nothing, stop.signal);
    stop.abort(new Error("Cancelled."));
    await expect(stopped).rejects.toThrow("Cancelled.");
  });
});

describe("a large part", () => {
  class FakeXhr {
    static last: FakeXhr;
    upload: { onprogress?: (event: { loaded: number }) => void; onload?: () => void } = {};
    onloadend: () => void = nothing;
    status = 0;
    responseText = "";
    constructor() {
      FakeXhr.last = this;
    }
    open = nothing;
    setRequestHeader = nothing;
    send = nothing;
    abort = () => this.onloadend();
    getAllResponseHeaders = () => 'ETag: "e"\r\n';
  }
  const MiB2 = 2 * 1024 * 1024;

  it("is given up after half a minute without progress, but may wait longer for its answer", async () => {
    vi.stubGlobal("XMLHttpRequest", FakeXhr);
    const progress: number[] = [];
    const send = () => sendToStore(PUT, new ArrayBuffer(MiB2), (loaded) => progress.push(loaded), never());
    const first = send();
    await vi.advanceTimersByTimeAsync(29_000);
    FakeXhr.last.upload.onprogress?.({ loaded: 1000 });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await first).toEqual({ type: "network", stalled: true });
    const second = send();
    FakeXhr.last.upload.onprogress?.({ loaded: MiB2 });
    FakeXhr.last.upload.onload?.();
    await vi.advanceTimersByTimeAsync(80_000);
    FakeXhr.last.status = 200;
    FakeXhr.last.onloadend();
    expect(await second).toMatchObject({ type: "answer", status: 200, etag: '"e"' });
    expect(progress).toEqual([1000, MiB2]);
    expect(asked).toEqual([]);
  });
});
