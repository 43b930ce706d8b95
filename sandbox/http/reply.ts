import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Told } from "../profiles/told";
import { writeXml } from "../xml";

export type Reply = {
  status: number;
  headers?: Record<string, string | undefined>;
  body?: string | AsyncIterable<Buffer>;
  /** Runs once the answer is out or the client gone. */
  done?: () => Promise<void>;
};

export function xmlReply(root: string, content: Parameters<typeof writeXml>[1]): Reply {
  return { status: 200, headers: { "content-type": "application/xml" }, body: writeXml(root, content) };
}

export function errorReply(error: Told, resource: string, requestId: string): Reply {
  const content = {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: resource,
    RequestId: requestId,
    HostId: "sandbox",
  };
  return {
    status: error.status,
    headers: { ...error.headers, "content-type": "application/xml" },
    body: writeXml("Error", content, null),
  };
}

/** Sends the answer; a body that breaks midway breaks the connection, so that nobody takes a part for the whole. */
export async function sendReply(reply: Reply, response: ServerResponse, withBody: boolean): Promise<void> {
  try {
    for (const [name, value] of Object.entries(reply.headers ?? {}))
      if (value !== undefined) response.setHeader(name, value);
    response.statusCode = reply.status;
    if (typeof reply.body === "string" && withBody)
      response.setHeader("content-length", Buffer.byteLength(reply.body));
    if (reply.body === undefined || !withBody) response.end();
    else if (typeof reply.body === "string") response.end(reply.body);
    else await pipeline(reply.body, response);
  } finally {
    await reply.done?.();
  }
}
