import "server-only";
import diagnostics from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";

/**
 * Makes a request to upgrade an ordinary one, which HTTP allows: Cooper speaks no other protocol, and Next routes
 * upgrades past all that looks at requests. Only `next dev` needs them.
 */
export function refuseUpgrades(): void {
  // A server without a listener takes such requests for ordinary ones; a socket is there before its first request.
  diagnostics.subscribe("net.server.socket", (message) => {
    const { socket } = message as { socket: Socket & { server?: EventEmitter } };
    socket.server?.removeAllListeners("upgrade");
  });
}
