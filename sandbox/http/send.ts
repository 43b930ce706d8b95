import type { ServerResponse } from "node:http";
import type { Reply } from "./reply";

/** Hears of every run of body bytes that the system has taken for sending. */
export type Sent = (bytes: number) => void;

/** Resolves with the next of the two that happens: room for more, or the end of the connection. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go);
      response.off("close", go);
      resolve();
    };
    response.on("drain", go);
    response.on("close", go);
  });
}

/** Resolves once all is written or the connection gone. */
export function written(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.writableFinished || response.destroyed) resolve();
    response.once("finish", resolve);
    response.once("close", resolve);
  });
}

export function writeHead(reply: Reply, response: ServerResponse, withBody: boolean): void {
  for (const [name, value] of Object.entries(reply.headers ?? {}))
    if (value !== undefined) response.setHeader(name, value);
  response.statusCode = reply.status;
  if (typeof reply.body === "string" && withBody)
    response.setHeader("content-length", Buffer.byteLength(reply.body));
}

/** Writes a body as fast as the client takes it; stops, and closes the body, once the client is gone. */
export async function writeBody(
  body: AsyncIterable<Buffer>,
  response: ServerResponse,
  sent: Sent,
): Promise<void> {
  for await (const piece of body) {
    const room = response.write(piece, (error) => {
      if (!error) sent(piece.length);
    });
    // A connection that ended while the piece was on its way here tells of no end any more.
    if (!room && !response.destroyed) await drained(response);
    if (response.destroyed) return;
  }
}

/** Sends the answer; a body that breaks midway breaks the connection, so that nobody takes a part for the whole. */
export async function sendReply(
  reply: Reply,
  response: ServerResponse,
  withBody: boolean,
  sent: Sent,
): Promise<void> {
  try {
    writeHead(reply, response, withBody);
    const { body } = reply;
    if (body === undefined || !withBody) response.end();
    else if (typeof body === "string") response.end(body, () => sent(Buffer.byteLength(body)));
    else {
      await writeBody(body, response, sent);
      response.end();
      await written(response);
    }
  } finally {
    await reply.done?.();
  }
}
