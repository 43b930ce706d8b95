import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkSameOrigin } from "./caller";
import { setConfigForTest } from "./config";
import type { Config } from "./config/types";

const configure = (url: string | null) => setConfigForTest({ url } as Config);

beforeEach(() => configure(null));
afterEach(() => setConfigForTest(undefined));

const NAVIGATION = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

/** `Request` refuses to carry headers that only browsers set. */
function requestWith(method: string, headers: Record<string, string>): Request {
  return { method, headers: new Headers(headers) } as Request;
}

function passes(method: string, headers: Record<string, string>, navigable = false): boolean {
  try {
    checkSameOrigin(requestWith(method, { host: "cooper.test:3000", ...headers }), navigable);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "cross_origin" });
    return false;
  }
}

describe("a browser that tells where a request comes from", () => {
  test.each([
    ["GET", "same-origin", true],
    ["GET", "none", true],
    ["GET", "same-site", false],
    ["GET", "cross-site", false],
    ["POST", "same-origin", true],
    ["POST", "none", false],
    ["POST", "same-site", false],
    ["PUT", "cross-site", false],
  ])("%s from %s: %s", (method, site, expected) => {
    expect(passes(method, { "sec-fetch-site": site })).toBe(expected);
  });

  test("may follow a link from elsewhere to an address that is made for links, and embed none", () => {
    expect(passes("GET", { "sec-fetch-site": "cross-site", ...NAVIGATION }, true)).toBe(true);
    expect(passes("GET", { "sec-fetch-site": "cross-site", ...NAVIGATION }, false)).toBe(false);
    const frame = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" };
    expect(passes("GET", { "sec-fetch-site": "cross-site", ...frame }, true)).toBe(false);
    expect(passes("POST", { "sec-fetch-site": "cross-site", ...NAVIGATION }, true)).toBe(false);
  });
});

describe("a browser that tells only its origin, as on plain http", () => {
  test.each([
    ["POST", "http://cooper.test:3000", true],
    ["POST", "https://cooper.test:3000", true],
    ["POST", "http://cooper.test", false],
    ["POST", "http://evil.test", false],
    ["POST", "null", false],
    ["GET", "http://evil.test", false],
  ])("%s from %s: %s", (method, origin, expected) => {
    expect(passes(method, { origin })).toBe(expected);
  });

  test("may read, but not write, without an origin", () => {
    expect(passes("GET", {})).toBe(true);
    expect(passes("POST", {})).toBe(false);
  });
});

test("where Cooper's address is configured, Host does not count", () => {
  configure("https://cooper.example.com");
  expect(passes("POST", { origin: "https://cooper.example.com" })).toBe(true);
  expect(passes("POST", { origin: "http://cooper.test:3000" })).toBe(false);
});
