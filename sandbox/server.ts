import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Error } from "./errors";
import { corsHeadersFor, handle, type Service } from "./handle";
import { errorReply, type Reply, sendReply } from "./http/reply";
import { readRequest, type S3Request } from "./http/request";
import type { User } from "./operations/call";
import { type Profile, STORES } from "./profiles/profiles";
import type { Quirks } from "./profiles/quirks";
import { told } from "./profiles/told";
import { Buckets } from "./store/buckets";

export type SandboxUser = User;

export type SandboxOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  dataDir: string;
  users?: SandboxUser[];
  now?: () => Date;
  /** The store to be like, S3 itself unless said otherwise, and what is to differ besides. */
  profile?: Profile;
  quirks?: Quirks;
};

export type Sandbox = { url: string; port: number; close(): Promise<void> };

export const DEFAULT_USER: SandboxUser = {
  accessKeyId: "COOPERSANDBOX",
  secretAccessKey: "coopersandboxsecret",
};

/** A write whose bucket went away under it fails on the missing folder; S3 would speak of the bucket. */
function asS3Error(error: unknown, request: S3Request | null, service: Service): S3Error {
  if (error instanceof S3Error) return error;
  const bucketGone = request?.bucket != null && !service.buckets.find(request.bucket);
  if (bucketGone) return new S3Error("NoSuchBucket", undefined, { cause: error });
  return new S3Error("InternalError", undefined, { cause: error });
}

function hideFromPages(response: ServerResponse): void {
  for (const name of response.getHeaderNames())
    if (name.startsWith("access-control-")) response.removeHeader(name);
}

async function answer(incoming: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  response.setHeader("x-amz-request-id", requestId);
  response.setHeader("x-amz-id-2", "sandbox");
  response.setHeader("server", "Cooper sandbox");
  let request: S3Request | null = null;
  let reply: Reply;
  try {
    request = readRequest(incoming);
    for (const [name, value] of Object.entries(corsHeadersFor(request, service)))
      response.setHeader(name, value);
    reply = await handle(request, service);
  } catch (error) {
    const known = asS3Error(error, request, service);
    if (service.quirks.hidesErrorsFromPages) hideFromPages(response);
    // A client that left is no fault of the server's.
    if (known.code === "InternalError" && !incoming.destroyed) console.error(error);
    const isBare = service.quirks.hidesBatchErrors && request?.query.has("delete");
    reply = isBare
      ? { status: known.status }
      : errorReply(told(known, service.quirks), (incoming.url ?? "").split("?")[0] ?? "", requestId);
  }
  await sendReply(reply, response, incoming.method !== "HEAD");
}

/** Starts a strict S3 server over a folder; rejects if the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  await mkdir(options.dataDir, { recursive: true });
  const users = new Map((options.users ?? [DEFAULT_USER]).map((user) => [user.accessKeyId, user]));
  const service: Service = {
    buckets: await Buckets.open(options.dataDir),
    users,
    now: options.now ?? (() => new Date()),
    quirks: { ...STORES[options.profile ?? "aws"].quirks, ...options.quirks },
  };
  const running = new Set<Promise<void>>();
  const server = createServer((incoming, response) => {
    const work = answer(incoming, response, service)
      // What is left here is a connection that broke while the answer was on its way.
      .catch(() => void response.destroy())
      .finally(() => running.delete(work));
    running.add(work);
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.allSettled(running);
    },
  };
}
