import { describe, expect, test } from "vitest";
import { readPostPolicy, requirePolicy } from "./policy";

const END = "2026-01-01T00:00:00.000Z";
const BEFORE = new Date("2025-12-31T23:59:59Z");

function encoded(document: unknown): string {
  return Buffer.from(typeof document === "string" ? document : JSON.stringify(document)).toString("base64");
}

function read(conditions: unknown, more: object = {}) {
  return readPostPolicy(encoded({ expiration: END, conditions, ...more }));
}

function weigh(conditions: unknown[], fields: Record<string, string>, now = BEFORE) {
  const given = Object.entries(fields).map(([name, value]) => [name.toLowerCase(), { name, value }] as const);
  return requirePolicy(read([{ bucket: "forms" }, ...conditions]), new Map(given), "forms", now);
}

describe("a policy document", () => {
  test.each([
    ["other characters than base64's", `${encoded({ expiration: END, conditions: [] })}!`],
    ["no JSON", encoded("{")],
    ["no object", encoded([])],
    ["no UTF-8", Buffer.from('{"expiration":"\xff"}', "latin1").toString("base64")],
    ["a field that is unknown", encoded({ expiration: END, conditions: [], more: 1 })],
    ["no expiration", encoded({ conditions: [] })],
    ["no conditions", encoded({ expiration: END })],
    ["conditions that are no list", encoded({ expiration: END, conditions: {} })],
  ])("with %s is refused", (_what, text) => {
    expect(() => readPostPolicy(text)).toThrow(expect.objectContaining({ code: "InvalidPolicyDocument" }));
  });

  test.each(["2026-01-01", "Thu, 01 Jan 2026 00:00:00 GMT", "2026-01-01T00:00:00+01:00", 1767225600, null])(
    "does not expire at %j",
    (expiration) => {
      expect(() => read([], { expiration })).toThrow("Invalid 'expiration' value");
    },
  );

  test.each([
    [["ends-with", "$key", "a"]],
    [["eq", "$key"]],
    [["eq", "$key", "a", "b"]],
    [["content-length-range", 1]],
    [["eq", 1, "a"]],
    [[]],
    [{ acl: "private", key: "a" }],
    [{}],
    [{ key: 1 }],
    [{ key: ["a"] }],
    ["key"],
    [null],
  ])("has no condition %j", (condition) => {
    expect(() => read([condition])).toThrow(expect.objectContaining({ code: "InvalidPolicyDocument" }));
  });

  test.each([-1, 1.5, "ten", true])("has no length of %j", (length) => {
    expect(() => read([["content-length-range", 0, length]])).toThrow("Invalid");
  });
});

describe("a form", () => {
  test("is taken until its policy ends, and not at that very moment", () => {
    expect(weigh([], {})).toEqual({ min: 0, max: Number.POSITIVE_INFINITY });
    expect(() => weigh([], {}, new Date(END))).toThrow("Policy expired");
  });

  test.each([
    ["without a condition for its bucket", [{ key: "a" }], { key: "a" }],
    ["for another bucket in a field", [{ key: "a" }, { bucket: "forms" }], { key: "a", bucket: "other" }],
  ])("%s is refused", (_what, conditions, fields) => {
    const given = Object.entries(fields).map(([name, value]) => [name, { name, value }] as const);
    expect(() => requirePolicy(read(conditions), new Map(given), "forms", BEFORE)).toThrow(
      expect.objectContaining({ code: "AccessDenied" }),
    );
  });

  test("for one bucket does not go to another", () => {
    expect(() => requirePolicy(read([{ bucket: "other" }]), new Map(), "forms", BEFORE)).toThrow("failed");
  });

  test.each([
    [["eq", "$key", "a"], { key: "ab" }],
    [["eq", "$key", "a"], { key: "A" }],
    [["eq", "key", "a"], { key: "a" }],
    [["starts-with", "key", ""], { key: "a" }],
    [["starts-with", "$key", "a"], { key: "A" }],
    [["starts-with", "$success_action_status", "2"], { success_action_status: "201" }],
    [["starts-with", "$x-amz-storage-class", "STANDARD"], { "x-amz-storage-class": "STANDARD_IA" }],
    [["starts-with", "$tagging", ""], { tagging: "<Tagging/>" }],
    [["starts-with", "$Content-Type", "image/"], { "Content-Type": "image/png,text/html" }],
    [["starts-with", "$x-amz-meta-a", ""], {}],
  ])("that %j does not let in is refused", (condition, fields) => {
    expect(() => weigh([condition], fields)).toThrow("Invalid according to Policy");
  });

  test.each([
    "Content-Type",
    "success_action_status",
    "success_action_redirect",
    "acl",
    "tagging",
    "Expires",
    "x-amz-meta-a",
    "x-amz-storage-class",
    "x-amz-credential",
    "x-amz-algorithm",
    "x-amz-date",
    "x-amz-security-token",
    "anything",
  ])("with a field %s that no condition covers is refused", (name) => {
    expect(() => weigh([], { [name]: "1" })).toThrow(`Extra input fields: ${name}`);
    expect(() => weigh([{ [name.toLowerCase()]: "1" }], { [name]: "1" })).not.toThrow();
  });

  test("may hold its policy, its signature and fields to be ignored without a condition", () => {
    expect(() => weigh([], { policy: "p", "x-amz-signature": "s", "x-ignore-me": "1" })).not.toThrow();
  });

  test("is held to the narrowest of several lengths", () => {
    const ranges = [
      ["content-length-range", 5, 10],
      ["content-length-range", "1", "20"],
      ["content-length-range", 2, 8],
    ];
    expect(weigh(ranges, {})).toEqual({ min: 5, max: 8 });
  });
});
