import { S3Error } from "../errors";
import { type Address, parseAddress } from "./address";
import type { ReceivedRequest } from "./received";

export type S3Request = Address & {
  method: string;
  host: string;
  /** Lower-case names; the values of a repeated header in their order. */
  headers: ReadonlyMap<string, readonly string[]>;
  /** The body as it came, framing and all. */
  stream: AsyncIterable<Buffer>;
  /** Called with the length of each piece of content that the body turns out to hold. */
  decoded?: (bytes: number) => void;
  remoteAddress: string;
};

/** Node hands a header's bytes over as Latin-1; clients sign the UTF-8 text that they meant. */
function textOf(bytes: string): string {
  return /[^ -~]/.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes;
}

function collectHeaders(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    const value = textOf(raw[at + 1] ?? "");
    const values = headers.get(name);
    if (values) values.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

export function readRequest(incoming: ReceivedRequest): S3Request {
  const headers = collectHeaders(incoming.rawHeaders);
  const hosts = headers.get("host") ?? [];
  const host = hosts[0];
  if (host === undefined || hosts.length > 1)
    throw new S3Error("BadRequest", "A request needs exactly one Host header.");
  return {
    ...parseAddress(incoming.url ?? "", host),
    method: incoming.method ?? "",
    host,
    headers,
    stream: incoming,
    decoded: (bytes) => {
      incoming.decoded += bytes;
    },
    remoteAddress: incoming.socket.remoteAddress ?? "",
  };
}

export function queryValue(request: S3Request, name: string): string | undefined {
  return request.query.get(name)?.[0];
}

const lowered = new WeakMap<S3Request["query"], ReadonlyMap<string, string>>();

/** The first value of each parameter, by its name in lower case; asked for so often that it is made once. */
function parametersOf({ query }: S3Request): ReadonlyMap<string, string> {
  const known = lowered.get(query);
  if (known) return known;
  const parameters = new Map<string, string>();
  for (const [parameter, [value = ""]] of query) {
    const name = parameter.toLowerCase();
    if (!parameters.has(name)) parameters.set(name, value);
  }
  lowered.set(query, parameters);
  return parameters;
}

/**
 * A header's value. An `x-amz-*` header may also stand in a presigned query, where it is part of the signature: SDKs
 * move them there, and S3 obeys them there.
 */
export function header(request: S3Request, name: string): string | undefined {
  const values = request.headers.get(name);
  if (values !== undefined) return values.length === 1 ? values[0] : values.join(",");
  if (!name.startsWith("x-amz-") || !request.query.has("X-Amz-Signature")) return undefined;
  return parametersOf(request).get(name);
}

const AUTHENTICATION =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|content-sha256|security-token)$/;

const named = new WeakMap<S3Request, readonly string[]>();

/** The names of all `x-amz-*` headers of a request, wherever they stand, without those of authentication. */
export function amzNames(request: S3Request): readonly string[] {
  const known = named.get(request);
  if (known) return known;
  const names = new Set<string>(request.headers.keys());
  if (request.query.has("X-Amz-Signature")) for (const name of parametersOf(request).keys()) names.add(name);
  const found = [...names].filter((name) => name.startsWith("x-amz-") && !AUTHENTICATION.test(name));
  named.set(request, found);
  return found;
}
