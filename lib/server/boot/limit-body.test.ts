import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { limitBody } from "./limit-body";

let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** Sends half a body to a server that would give it 50 ms of its own, and tells what became of it after 400. */
async function sendHalf(mayTakeLong: boolean): Promise<"answered" | "cut"> {
  const options = { requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 20 };
  const server = createServer(options, (request, response) => {
    limitBody(request, server, mayTakeLong, 100);
    request.on("error", () => undefined);
    request.resume().on("end", () => response.end("whole"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address() as AddressInfo;
  const sending = httpRequest({ port, host: "127.0.0.1", method: "PUT", headers: { "content-length": 2 } });
  const end = once(sending, "response").then(
    () => "answered" as const,
    () => "cut" as const,
  );
  sending.on("error", () => undefined);
  sending.write("a");
  await new Promise((resolve) => setTimeout(resolve, 400));
  sending.end("b");
  return end;
}

test("a body that may take long does, whatever Node's own time", async () => {
  expect(await sendHalf(true)).toBe("answered");
});

test("any other is cut after its time", async () => {
  expect(await sendHalf(false)).toBe("cut");
});
