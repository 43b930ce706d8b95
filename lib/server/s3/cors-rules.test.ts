import { expect, test } from "vitest";
import type { CorsRule } from "@/lib/schemas/cors";
import { missingFrom, ruleFor } from "./cors-rules";

const origin = "https://cooper.example.com";
const rule = (fields: Partial<CorsRule>): CorsRule => ({ ...ruleFor(origin), ...fields });

test("the rule that Cooper proposes lacks nothing for its own origin", () => {
  expect(missingFrom([ruleFor(origin)], origin)).toEqual([]);
});

test("another origin, another port or another scheme is another origin", () => {
  for (const other of ["https://evil.example.com", `${origin}:8443`, "http://cooper.example.com"]) {
    expect(missingFrom([ruleFor(origin)], other), other).toHaveLength(1);
  }
});

test("wildcards count as S3 counts them", () => {
  expect(missingFrom([rule({ origins: ["*"] })], origin)).toEqual([]);
  expect(missingFrom([rule({ origins: ["https://*.example.com"] })], origin)).toEqual([]);
  expect(missingFrom([rule({ origins: ["https://*.example.org"] })], origin)).toHaveLength(1);
});

test("what is missing is named", () => {
  expect(missingFrom([rule({ methods: ["GET"] })], origin)).toEqual(["The method PUT is not allowed."]);
  expect(missingFrom([rule({ exposeHeaders: [] })], origin)).toEqual(["The header ETag is not exposed."]);
  expect(missingFrom([rule({ allowHeaders: ["x-amz-*"] })], origin)).toHaveLength(1);
  expect(
    missingFrom([rule({ allowHeaders: ["Content-*", "If-None-Match", "x-amz-checksum-*"] })], origin),
  ).toEqual([]);
  expect(missingFrom([rule({ exposeHeaders: ["etag"] })], origin)).toEqual([]);
});

test("a second rule cannot lend its exposed headers to the first that serves PUT", () => {
  expect(missingFrom([rule({ exposeHeaders: [] }), rule({})], origin)).toEqual([
    "The header ETag is not exposed.",
  ]);
});
