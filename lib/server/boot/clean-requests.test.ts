import { describe, expect, it } from "vitest";
import { peerAddress } from "../auth/peer-address";
import { cleanHeaders } from "./clean-requests";

function cleaned(headers: Record<string, string>, socket: string, trusted: string[] = []): Headers {
  const incoming = { ...headers };
  cleanHeaders(incoming, socket, trusted);
  return new Headers(incoming);
}

describe("what a request says of itself", () => {
  it("loses what only Cooper may say", () => {
    const headers = cleaned(
      {
        "x-nonce": "evil",
        "content-security-policy": "script-src *",
        "x-middleware-subrequest": "proxy",
        "x-middleware-set-cookie": "a=b",
        "next-resume": "1",
        "next-action": "x",
        "x-nextjs-data": "1",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        forwarded: "for=6.6.6.6",
        "x-real-ip": "6.6.6.6",
        "x-cooper-peer": "6.6.6.6",
        cookie: "a=b",
        rsc: "1",
      },
      "203.0.113.5",
    );
    expect([...headers.keys()].sort()).toEqual(["cookie", "rsc", "x-cooper-peer"]);
    expect(peerAddress(headers)).toBe("203.0.113.5");
  });

  it.each([
    ["an address nobody trusts is the peer", "203.0.113.5", "6.6.6.6", "203.0.113.5"],
    ["a trusted proxy speaks for its caller", "10.1.2.3", "203.0.113.5", "203.0.113.5"],
    ["what stands before the caller is made up", "10.1.2.3", "6.6.6.6, 203.0.113.5", "203.0.113.5"],
    ["a chain of trusted proxies is followed back", "10.1.2.3", "203.0.113.5, 10.9.9.9", "203.0.113.5"],
    ["IPv4 in IPv6 is the same address", "::ffff:10.1.2.3", "::ffff:203.0.113.5", "203.0.113.5"],
    ["a port is no part of an address", "10.1.2.3", "203.0.113.5:5678", "203.0.113.5"],
    ["nor of one in brackets", "10.1.2.3", "[2001:db8::1]:5, [fd00::1]", "2001:db8::1"],
    ["what is no address names nobody", "10.1.2.3", "203.0.113.5, 10.9.9.9:x, 10.9.9.9", "10.9.9.9"],
    ["IPv6 ranges count", "fd00::7", "2001:db8::1", "2001:db8::1"],
    ["a trusted proxy that says nothing is the peer", "10.1.2.3", "", "10.1.2.3"],
  ])("%s", (_name, socket, forwardedFor, expected) => {
    const headers = cleaned({ "x-forwarded-for": forwardedFor }, socket, ["10.0.0.0/8", "fd00::/8"]);
    expect(peerAddress(headers)).toBe(expected);
  });

  it("keeps what a trusted proxy forwards, but never what only Cooper may say", () => {
    const headers = cleaned({ "x-forwarded-proto": "https", "x-nonce": "evil" }, "10.1.2.3", ["10.0.0.0/8"]);
    expect(headers.get("x-forwarded-proto")).toBe("https");
    expect(headers.has("x-nonce")).toBe(false);
  });
});
