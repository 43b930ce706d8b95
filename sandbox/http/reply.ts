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
