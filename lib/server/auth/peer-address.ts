import "server-only";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Carries the peer's address from the socket to the handlers; what a client sends under this name is overwritten. */
export const PEER_HEADER = "x-cooper-peer";

/** The address that a request came from: the socket's, or what a trusted proxy says of it. */
export function peerAddress(headers: Headers): string {
  return headers.get(PEER_HEADER) ?? "unknown";
}

/**
 * The caller's address, given the socket's. Behind trusted proxies it is the last address in X-Forwarded-For that is
 * not one of theirs: whatever stands before that the caller may have made up.
 */
export function resolvePeer(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trusted: BlockList,
): { address: string; viaProxy: boolean } {
  let address = plainAddress(socketAddress ?? "unknown");
  if (!isTrusted(address, trusted)) return { address, viaProxy: false };
  for (const hop of (forwardedFor ?? "").split(",").reverse()) {
    const candidate = plainAddress(withoutPort(hop.trim()));
    if (candidate === "") continue;
    // What is no address names no caller: the proxy that wrote it answers for it.
    if (isIP(candidate) === 0) break;
    address = candidate;
    if (!isTrusted(address, trusted)) break;
  }
  return { address, viaProxy: true };
}

export function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** Some proxies write `1.2.3.4:5678` or `[2001:db8::1]:5678`. */
function withoutPort(hop: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|(\d+(?:\.\d+){3}))(?::\d+)?$/.exec(hop) ?? [];
  return bracketed ?? dotted ?? hop;
}

/** `::ffff:10.0.0.1` is 10.0.0.1 on a socket that listens on both families. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
