import { createServer } from "node:net";

/** Whether nobody listens on this port of 127.0.0.1. */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * The wanted port, or the next one that is free.
 * @param {number} wanted
 * @param {number[]} [taken] ports given away already but not yet listened on
 */
export async function freePort(wanted, taken = []) {
  for (let port = wanted; port < 65_536; port++)
    if (!taken.includes(port) && (await isFree(port))) return port;
  throw new Error(`No port from ${wanted} on is free.`);
}
