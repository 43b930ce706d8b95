import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { configure } from "../auth/test-sign-in";
import { TARGET_HEADER } from "../request-body";
import { cleanRequests } from "./clean-requests";

/** Stands for Next's server: it answers the path that it was asked for, and would take upgrades. */
const server = createServer((incoming, response) => {
  response.end(`${incoming.url} ${incoming.headers[TARGET_HEADER]}`);
});
const upgraded: string[] = [];
server.on("upgrade", (incoming, socket) => {
  upgraded.push(incoming.url ?? "");
  socket.end();
});
beforeAll(async () => {
  cleanRequests();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => configure({}));
const port = () => (server.address() as AddressInfo).port;

it("answers a request to upgrade like any other, also the very first", async () => {
  const socket = connect(port(), "127.0.0.1");
  socket.write(
    "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\/x \/x/);
  expect(upgraded).toEqual([]);
});

it.each([
  ["/api/v1/connections/%zz/buckets", "/api/malformed"],
  ["/c/%ff?x=1", "/api/malformed"],
  ["http://evil.example/x", "/api/malformed"],
  ["/c/%E2%82%AC?prefix=%zz", "/c/%E2%82%AC?prefix=%zz"],
])("leads %s to %s, and keeps the target as it was sent", async (target, path) => {
  const answer = await new Promise<string>((resolve, reject) => {
    request({ port: port(), host: "127.0.0.1", path: target }, (response) => resolve(text(response)))
      .on("error", reject)
      .end();
  });
  expect(answer).toBe(`${path} ${target}`);
});
