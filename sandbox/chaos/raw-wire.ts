import { connect, type Socket } from "node:net";
import { presign, sign, type Target, type Wire } from "../contract/wire";
import { encodeRfc3986 } from "../http/address";
import { DEFAULT_USER, type Sandbox } from "../server";
import type { Clock } from "./clock";

/** What came over a socket, to the byte. */
export type Heard = {
  status: number;
  head: string;
  /** As on the wire: chunk sizes and all. */
  body: Buffer;
  /** ECONNRESET for a reset; null for an orderly end. */
  error: string | null;
};

export type Line = { socket: Socket; heard: () => Buffer; closed: Promise<Heard> };

export function targetOf({ url }: Sandbox): Target {
  return { endpoint: url, region: "us-east-1", credentials: DEFAULT_USER };
}

function textOf(sandbox: Sandbox, wire: Wire): string {
  const query = Object.entries(wire.query ?? {}).map(
    ([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`,
  );
  const target = `${wire.path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  const headers = Object.entries({
    host: new URL(sandbox.url).host,
    connection: "close",
    ...(wire.body === undefined ? {} : { "content-length": String(Buffer.byteLength(wire.body)) }),
    ...wire.headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${wire.method ?? "GET"} ${target} HTTP/1.1\r\n${headers.join("")}\r\n`;
}

function parse(bytes: Buffer, error: string | null): Heard {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, Math.max(end, 0));
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
  return { status, head, body: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4), error };
}

/** Sends a request as it stands over a socket of its own. */
export function dial(sandbox: Sandbox, wire: Wire): Line {
  const pieces: Buffer[] = [];
  let error: string | null = null;
  const socket = connect(sandbox.port, "127.0.0.1");
  socket.on("data", (piece) => pieces.push(piece));
  socket.on("error", (cause: NodeJS.ErrnoException) => {
    error = cause.code ?? cause.message;
  });
  const closed = new Promise<Heard>((resolve) => {
    socket.on("close", () => resolve(parse(Buffer.concat(pieces), error)));
  });
  socket.write(textOf(sandbox, wire));
  if (wire.body !== undefined) socket.write(wire.body);
  return { socket, heard: () => Buffer.concat(pieces), closed };
}

/** A signed request, and all that came back until the connection ended. */
export async function speak(sandbox: Sandbox, wire: Wire): Promise<Heard> {
  return await dial(sandbox, await sign(targetOf(sandbox), wire)).closed;
}

/** As a browser would: with a presigned URL, which says nothing of the body. */
export async function speakPresigned(sandbox: Sandbox, wire: Wire): Promise<Heard> {
  return await dial(sandbox, await presign(targetOf(sandbox), wire)).closed;
}

/** A clock on which every wait is over at once, and told. */
export class QuickClock implements Clock {
  readonly slept: number[] = [];
  #time = 0;

  now(): number {
    return this.#time;
  }

  get total(): number {
    return this.slept.reduce((sum, ms) => sum + ms, 0);
  }

  async sleep(ms: number | null, signal: AbortSignal): Promise<void> {
    if (ms === null) {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return;
    }
    this.slept.push(ms);
    this.#time += ms;
  }
}
