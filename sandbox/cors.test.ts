import { describe, expect, test } from "vitest";
import { answerPreflight, type CorsRule, corsHeaders, findRule, matchesPattern } from "./cors";

function rule(part: Partial<CorsRule>): CorsRule {
  return {
    id: null,
    origins: ["https://a.example"],
    methods: ["GET"],
    headers: [],
    exposed: [],
    maxAge: null,
    ...part,
  };
}

describe("matchesPattern", () => {
  test.each([
    ["*", "https://a.example", true],
    ["https://*.example", "https://a.b.example", true],
    ["https://*.example", "https://.example", true],
    ["https://*.example", "https://example", false],
    ["https://*.example", "https://a.example.evil", false],
    ["https://a.example", "https://a.example:8443", false],
    ["https://a.example", "https://A.example", false],
    ["ab*ba", "aba", false],
  ])("%s and %s: %s", (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches);
  });
});

describe("findRule", () => {
  test("takes the first rule that fits origin, method and every header at once", () => {
    const rules = [
      rule({ id: "get" }),
      rule({ id: "put", methods: ["PUT"], headers: ["content-type"] }),
      rule({ id: "put more", methods: ["PUT"], headers: ["content-*", "x-amz-*"] }),
    ];
    expect(findRule(rules, "https://a.example", "GET")?.id).toBe("get");
    expect(findRule(rules, "https://a.example", "PUT", ["Content-Type"])?.id).toBe("put");
    expect(findRule(rules, "https://a.example", "PUT", ["content-type", "X-Amz-Meta-A"])?.id).toBe(
      "put more",
    );
    expect(findRule(rules, "https://a.example", "PUT", ["authorization"])).toBeUndefined();
    expect(findRule(rules, "https://a.example", "GET", ["content-type"])).toBeUndefined();
  });
});

describe("answers to pages", () => {
  test("a named origin is echoed with credentials, any origin is * without", () => {
    const named = corsHeaders(rule({}), "https://a.example");
    expect(named["access-control-allow-origin"]).toBe("https://a.example");
    expect(named["access-control-allow-credentials"]).toBe("true");
    const any = corsHeaders(rule({ origins: ["*"] }), "https://a.example");
    expect(any["access-control-allow-origin"]).toBe("*");
    expect(any["access-control-allow-credentials"]).toBeUndefined();
  });

  test("a preflight says why it fails", () => {
    const asked = { origin: "https://b.example", method: "GET", requestHeaders: undefined };
    expect(() => answerPreflight(undefined, asked, "OBJECT")).toThrow("Bucket not found");
    expect(() => answerPreflight(null, asked, "OBJECT")).toThrow("CORS is not enabled");
    expect(() => answerPreflight([rule({})], asked, "OBJECT")).toThrow("This CORS request is not allowed");
    expect(() => answerPreflight([], { ...asked, origin: undefined }, "OBJECT")).toThrow(
      "Origin request header",
    );
    expect(() => answerPreflight([], { ...asked, method: "PATCH" }, "OBJECT")).toThrow("PATCH");
  });
});
