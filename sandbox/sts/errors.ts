import { randomUUID } from "node:crypto";
import type { Reply } from "../http/reply";
import { writeXml, type XmlElement } from "../xml";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** The errors of STS ("Common Error Types" and those of each action) with their status. */
const STATUS = {
  AccessDenied: 403,
  ExpiredToken: 403,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidAction: 400,
  InvalidClientTokenId: 403,
  MalformedPolicyDocument: 400,
  MissingAction: 400,
  MissingAuthenticationToken: 403,
  NotImplemented: 501,
  SignatureDoesNotMatch: 403,
  ValidationError: 400,
} as const;

export class StsError extends Error {
  override readonly name = "StsError";

  constructor(
    readonly code: keyof typeof STATUS,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

function reply(status: number, root: string, content: XmlElement): Reply {
  return { status, headers: { "content-type": "text/xml" }, body: writeXml(root, content, NAMESPACE) };
}

export function stsReply(action: string, result: XmlElement): Reply {
  const content = { [`${action}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } };
  return reply(200, `${action}Response`, content);
}

export function stsErrorReply({ code, message }: StsError): Reply {
  const status = STATUS[code];
  const fault = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
  return reply(status, "ErrorResponse", { Error: fault, RequestId: randomUUID() });
}
