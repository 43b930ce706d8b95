import "server-only";
import diagnostics from "node:diagnostics_channel";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import { api } from "@/lib/routes";
import { PEER_HEADER, resolvePeer, toBlockList } from "../auth/peer-address";
import { config, isDevelopment } from "../config";
import { ANSWER_HEADER, keepAnswer } from "../raw-answer";
import { TARGET_HEADER } from "../request-body";
import { limitBody } from "./limit-body";
import { refuseUpgrades } from "./refuse-upgrades";
import { isWellFormedTarget, MALFORMED_TARGET } from "./request-target";

/** Headers by which Next and proxy.ts talk to themselves; from outside they are lies. */
const INTERNAL = new Set([
  "x-nonce",
  "content-security-policy",
  "content-security-policy-report-only",
  "next-resume",
  "next-action",
  "x-nextjs-data",
]);

/** Where bodies may take long; the route itself sees to it that they move. */
const RELAY = `${api.relay({ t: "" }).split("?", 1)[0]}?`;

const STARTED = Symbol.for("cooper.clean-requests");
const lists = new WeakMap<readonly string[], BlockList>();

/**
 * Cleans every request before Next looks at it: takes away the headers that only Cooper may set, takes away forwarded
 * headers that no trusted proxy wrote, and notes the peer's address and the request's very target, which handlers cannot see.
 */
export function cleanRequests(): void {
  const shared = globalThis as typeof globalThis & { [STARTED]?: boolean };
  if (shared[STARTED]) return;
  shared[STARTED] = true;
  diagnostics.subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    cleanHeaders(request.headers, request.socket.remoteAddress, config().trustedProxies);
    const target = request.url ?? "/";
    request.headers[TARGET_HEADER] = target;
    const relays = target.startsWith(RELAY);
    request.headers[ANSWER_HEADER] = relays ? keepAnswer(response) : "none";
    limitBody(request, server, relays);
    if (!isWellFormedTarget(target)) request.url = MALFORMED_TARGET;
  });
  if (!isDevelopment) refuseUpgrades();
}

export function cleanHeaders(
  headers: IncomingHttpHeaders,
  socketAddress: string | undefined,
  trustedProxies: readonly string[],
): void {
  const forwardedFor = headers["x-forwarded-for"];
  const { address, viaProxy } = resolvePeer(
    socketAddress,
    Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    blockList(trustedProxies),
  );
  for (const name of Object.keys(headers)) {
    const isForwarded = name.startsWith("x-forwarded-") || name === "forwarded" || name === "x-real-ip";
    const isInternal = INTERNAL.has(name) || name.startsWith("x-middleware-");
    if (isInternal || (isForwarded && !viaProxy)) delete headers[name];
  }
  headers[PEER_HEADER] = address;
}

function blockList(ranges: readonly string[]): BlockList {
  const list = lists.get(ranges) ?? toBlockList(ranges);
  lists.set(ranges, list);
  return list;
}
