import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusalOf } from "./download-refusal";

const URL_OF = "http://store.example/b/k?sig";
const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

beforeEach(() => vi.stubGlobal("window", { location: { origin: "https://cooper.example" } }));
afterEach(() => vi.unstubAllGlobals());

const answering = (answer: (init: RequestInit) => Response | null) =>
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    const response = answer(init);
    if (!response) throw new TypeError("Failed to fetch");
    return response;
  });

test.each([
  [404, "NoSuchKey", "not_found"],
  [403, "AccessDenied", "s3_denied"],
  [403, "InvalidObjectState", "conflict"],
  [503, "SlowDown", "s3_busy"],
  [500, "InternalError", "s3_error"],
])("HTTP %i %s is told as %s", async (status, code, told) => {
  answering(() => new Response(xml(code), { status }));
  expect(await refusalOf(URL_OF)).toMatchObject({ code: told });
});

test("a store that answers by now was only busy, also for an object without bytes", async () => {
  answering(() => new Response("x", { status: 206 }));
  expect(await refusalOf(URL_OF)).toMatchObject({ code: "s3_busy" });
  answering(() => new Response(xml("InvalidRange"), { status: 416 }));
  expect(await refusalOf(URL_OF)).toMatchObject({ code: "s3_busy" });
});

test("an answer that CORS hides is a refusal, no answer at all is an unreachable store", async () => {
  answering((init) => (init.mode === "no-cors" ? new Response() : null));
  expect(await refusalOf(URL_OF)).toMatchObject({
    code: "s3_denied",
    message: expect.stringContaining("CORS"),
  });
  answering(() => null);
  expect(await refusalOf(URL_OF)).toMatchObject({
    code: "s3_unreachable",
    message: expect.stringContaining("store.example"),
  });
  expect(await refusalOf("http://127.0.0.1:9000/b/k")).toMatchObject({
    message: expect.stringContaining("this very computer"),
  });
});
