import { describe, expect, it } from "vitest";
import type { ConnectionConfig } from "../config/types";
import { baseHeaders, contentSecurityPolicy } from "./security-headers";

const connection = (changes: Partial<ConnectionConfig>): ConnectionConfig => ({
  id: "s3",
  name: "S3",
  endpoint: "http://rgw.internal:7480",
  publicEndpoint: "https://s3.example.com",
  publicEndpointAliases: [],
  region: "us-east-1",
  forcePathStyle: true,
  transport: "direct",
  buckets: undefined,
  ca: undefined,
  proxy: undefined,
  upload: {},
  credentials: { kind: "default" },
  ...changes,
});

const directives = (connections: ConnectionConfig[], isDevelopment = false) =>
  Object.fromEntries(
    contentSecurityPolicy({ connections }, "abc", isDevelopment)
      .split("; ")
      .map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1).join(" ")]),
  );

describe("the policy of a page", () => {
  it("allows scripts by nonce only, and evaluation only while developing", () => {
    const policy = directives([connection({})]);
    expect(policy["default-src"]).toBe("'none'");
    expect(policy["script-src"]).toBe("'nonce-abc' 'strict-dynamic'");
    expect(policy["frame-ancestors"]).toBe("'none'");
    expect(JSON.stringify(policy)).not.toMatch(/unsafe|rgw\.internal/);
    expect(directives([], true)["script-src"]).toContain("'unsafe-eval'");
  });

  it("names no store where Cooper relays", () => {
    const policy = directives([connection({ transport: "relay", publicEndpoint: undefined })]);
    expect([policy["connect-src"], policy["media-src"]]).toEqual(["'self'", "'self' blob:"]);
  });

  it.each([
    ["a path-style store", {}, "https://s3.example.com"],
    [
      "a store with a host a bucket",
      { forcePathStyle: false },
      "https://s3.example.com https://*.s3.example.com",
    ],
    [
      "a store on a port",
      { publicEndpoint: "http://s3:9000", forcePathStyle: false },
      "http://s3:9000 http://*.s3:9000",
    ],
    [
      "a store at an address",
      { publicEndpoint: "http://127.0.0.1:9000", forcePathStyle: false },
      "http://127.0.0.1:9000",
    ],
    [
      "a store with a second name",
      { publicEndpointAliases: ["https://s3-b.example.com"] },
      "https://s3.example.com https://s3-b.example.com",
    ],
    ["AWS", { publicEndpoint: undefined }, "https://*.amazonaws.com"],
    ["AWS in China", { publicEndpoint: undefined, region: "cn-north-1" }, "https://*.amazonaws.com.cn"],
  ])("lets the browser talk to %s", (_name, changes, origins) => {
    const policy = directives([connection(changes), connection(changes)]);
    expect(policy["connect-src"]).toBe(`'self' ${origins}`);
    expect(policy["frame-src"]).toBe(`'self' ${origins}`);
    expect(policy["img-src"]).toBe(`'self' blob: data: ${origins}`);
  });
});

describe("the headers of every answer", () => {
  it("insist on https only where Cooper is reached so", () => {
    expect(baseHeaders({ url: "https://cooper.example.org" }, "cooper.example.org")).toHaveProperty(
      "strict-transport-security",
    );
    expect(baseHeaders({ url: "http://cooper.example.org" }, "cooper.example.org")).not.toHaveProperty(
      "strict-transport-security",
    );
    expect(baseHeaders({ url: null }, "cooper.example.org")).not.toHaveProperty("strict-transport-security");
  });

  it("isolate the window where browsers let them, and stay silent where they would only complain", () => {
    const opener = "cross-origin-opener-policy";
    expect(baseHeaders({ url: "https://cooper.example.org" }, "cooper.example.org")).toHaveProperty(opener);
    for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"])
      expect(baseHeaders({ url: null }, host), host).toHaveProperty(opener);
    for (const host of ["192.168.1.7:3000", "127.0.0.1.evil.org", "localhost.evil.org", null])
      expect(baseHeaders({ url: null }, host), String(host)).not.toHaveProperty(opener);
  });
});
