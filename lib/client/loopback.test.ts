import { describe, expect, it } from "vitest";
import { astrayMessage, isLoopback, leadsAstray } from "./loopback";

describe("isLoopback", () => {
  it.each([
    ["localhost", true],
    ["s3.localhost", true],
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["[::1]", true],
    ["127.0.0.1.example", false],
    ["localhost.example", false],
    ["192.168.1.9", false],
  ])("%s: %s", (hostname, expected) => {
    expect(isLoopback(hostname)).toBe(expected);
  });
});

describe("leadsAstray", () => {
  it.each([
    ["http://192.168.1.9:3000", "http://127.0.0.1:9000/b/k", true],
    ["https://cooper.example", "http://localhost:9000/b/k", true],
    ["http://cooper.lan", "http://[::1]:9000/b/k", true],
    ["http://localhost:3000", "http://127.0.0.1:9000/b/k", false],
    ["https://cooper.example", "https://s3.example/b/k", false],
  ])("a page on %s sent to %s: %s", (page, url, expected) => {
    expect(leadsAstray(page, url)).toBe(expected);
  });

  it("says what to set, without what signs the address", () => {
    const told = astrayMessage("http://127.0.0.1:9000/b/k?X-Amz-Signature=secret");
    expect(told).toContain("http://127.0.0.1:9000 leads to this very computer");
    expect(told).toContain("S3_PUBLIC_ENDPOINT");
    expect(told).not.toContain("secret");
  });
});
