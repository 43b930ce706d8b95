import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { SignatureV4 } from "@smithy/signature-v4";
import { encodePath, encodeRfc3986 } from "../http/address";
import { Sha256, sha256Hex } from "../signature/sha256";

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** One S3 server under test. */
export type Target = {
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** The ARN of a key that objects can be encrypted with. */
  kmsKey?: string | undefined;
  /** The ARN of a role that the credentials may take on, which may do everything. */
  roleArn?: string | undefined;
};

/** A request as it goes over the wire: nothing is normalised, completed or retried. */
export type Wire = {
  method?: string;
  /** Already encoded. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Buffer | string;
};

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  text: string;
  /** The error's Code, if the body is one. */
  code: string | null;
};

export type SignOptions = {
  at?: Date;
  region?: string;
  credentials?: Credentials;
  payload?: string;
  service?: string;
};

/** The path of a bucket or an object, path style. */
export function pathOf(bucket: string, key?: string): string {
  return key === undefined ? `/${bucket}` : `/${bucket}/${encodePath(key)}`;
}

function signer(target: Target, options: SignOptions): SignatureV4 {
  return new SignatureV4({
    service: options.service ?? "s3",
    region: options.region ?? target.region,
    credentials: options.credentials ?? target.credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
}

function message(target: Target, wire: Wire, headers: Record<string, string>) {
  const { host, hostname, protocol } = new URL(target.endpoint);
  return {
    method: wire.method ?? "GET",
    protocol,
    hostname,
    path: wire.path,
    query: wire.query ?? {},
    headers: { host, ...wire.headers, ...headers },
  };
}

/** Signs in the Authorization header; `payload` replaces the body's true hash. */
export async function sign(target: Target, wire: Wire, options: SignOptions = {}): Promise<Wire> {
  const payload = options.payload ?? sha256Hex(wire.body ?? "");
  const signed = await signer(target, options).sign(
    message(target, wire, { "x-amz-content-sha256": payload }),
    {
      signingDate: options.at ?? new Date(),
    },
  );
  return { ...wire, headers: signed.headers };
}

/** Signs in the query; every header given is part of it and must be sent as it is. */
export async function presign(
  target: Target,
  wire: Wire,
  options: SignOptions & { expires?: number } = {},
): Promise<Wire> {
  const names = new Set(Object.keys(wire.headers ?? {}).map((name) => name.toLowerCase()));
  const signed = await signer(target, options).presign(
    // The presigner moves it into the query, as the SDK's does.
    message(target, wire, { "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" }),
    {
      signingDate: options.at ?? new Date(),
      expiresIn: options.expires ?? 300,
      unhoistableHeaders: names,
      signableHeaders: new Set([...names, "host"]),
    },
  );
  return { ...wire, query: signed.query as Record<string, string> };
}

function codeOf(text: string): string | null {
  return /<Error>[\s\S]*?<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? null;
}

/** Sends exactly this; `cutAfter` breaks the connection once so many bytes of the body are out. */
export async function send(target: Target, wire: Wire, cutAfter?: number): Promise<Answer> {
  const { host, hostname, port, protocol } = new URL(target.endpoint);
  const query = Object.entries(wire.query ?? {}).map(
    ([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`,
  );
  const body = Buffer.from(wire.body ?? "");
  const headers: Record<string, string> = { host, ...wire.headers };
  const named = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const hasLength = named.has("content-length") || named.has("transfer-encoding");
  if (!hasLength && (body.length > 0 || wire.method === "PUT" || wire.method === "POST"))
    headers["content-length"] = String(body.length);
  return await new Promise<Answer>((resolve, reject) => {
    const start = protocol === "https:" ? httpsRequest : httpRequest;
    const path = `${wire.path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
    const outgoing = start(
      { hostname, port, method: wire.method ?? "GET", path, headers, agent: false },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on("data", (piece: Buffer) => pieces.push(piece));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const whole = Buffer.concat(pieces);
          const text = whole.toString("utf8");
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: whole,
            text,
            code: codeOf(text),
          });
        });
      },
    );
    outgoing.on("error", reject);
    if (cutAfter === undefined) outgoing.end(body);
    else outgoing.write(body.subarray(0, cutAfter), () => outgoing.destroy(new Error("cut")));
  });
}
