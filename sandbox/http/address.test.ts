import { describe, expect, test } from "vitest";
import { parseAddress } from "./address";

describe("parseAddress", () => {
  test.each([
    ["/", null, null],
    ["/b", "b", null],
    ["/b/", "b", null],
    ["/b/../x", "b", "../x"],
    ["/b/a/../b/./c", "b", "a/../b/./c"],
    ["/b//a//b", "b", "/a//b"],
    ["/b/%2e%2e%2Fx", "b", "../x"],
    ["/b/a+b%2Bc%20d", "b", "a+b+c d"],
    ["/b/%252F", "b", "%2F"],
    ["/../b/k", "..", "b/k"],
  ])("%s", (target, bucket, key) => {
    const address = parseAddress(target, "127.0.0.1:5400");
    expect([address.bucket, address.key]).toEqual([bucket, key]);
  });

  test("a slash written as %2F is signed like the slash it is", () => {
    const address = parseAddress("/b/..%2Fa%2f%2Fc%21", "localhost");
    expect(address.canonicalPath).toBe("/b/../a//c%21");
    expect(address.key).toBe("../a//c!");
  });

  test("a bucket in the host leaves the whole path to the key", () => {
    const address = parseAddress("/b/key?x=1", "photos.of.me.localhost:5400");
    expect([address.bucket, address.key, address.canonicalPath]).toEqual(["photos.of.me", "b/key", "/b/key"]);
    expect(parseAddress("/b/key", "localhost:5400").bucket).toBe("b");
  });

  test("a query is decoded once, repeated names keep all values", () => {
    const { query } = parseAddress("/b?prefix=a%2Bb+c&prefix=&acl", "localhost");
    expect(query.get("prefix")).toEqual(["a+b c", ""]);
    expect(query.get("acl")).toEqual([""]);
  });

  test.each([
    "/b/%ff",
    "/b/%c0%af",
    "/b/%ed%a0%80",
    "/b/%",
    "/b/%zz",
    "/b?x=%ff",
    "b/k",
    "http://x/b",
    "*",
    "/b/é",
  ])("%s is refused", (target) => {
    expect(() => parseAddress(target, "localhost")).toThrow("Couldn't parse the specified URI.");
  });
});
