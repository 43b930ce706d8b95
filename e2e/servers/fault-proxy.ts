import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Fault } from "../fixtures/faults";

/** Passes requests on to an S3 server as they came (the signed Host too), or fails as it is told. */
export class FaultProxy {
  readonly #target: URL;
  readonly #port: number;
  #fault: Fault = { kind: "none" };
  #server: Server | null = null;
  readonly #control: Server;

  constructor(target: string, port: number) {
    this.#target = new URL(target);
    this.#port = port;
    this.#control = createServer((req, res) => void this.#obey(req, res));
  }

  async start(controlPort: number): Promise<void> {
    await this.#open();
    await listen(this.#control, controlPort);
  }

  async stop(): Promise<void> {
    await this.#close();
    await close(this.#control);
  }

  async #obey(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of req) body += chunk;
    this.#fault = JSON.parse(body) as Fault;
    // Away is away: nobody listens, as when a server is down.
    if (this.#fault.kind === "away") await this.#close();
    else {
      if (this.#fault.kind === "none") this.#server?.closeAllConnections();
      await this.#open();
    }
    res.end("ok");
  }

  async #open(): Promise<void> {
    if (this.#server !== null) return;
    this.#server = createServer((req, res) => this.#pass(req, res));
    await listen(this.#server, this.#port);
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server !== null) await close(server);
  }

  #pass(req: IncomingMessage, res: ServerResponse): void {
    const fault = this.#fault;
    if (fault.kind === "hang" && (fault.method ?? req.method) === req.method) return; // the connection stays
    if (fault.kind === "answer") {
      req.resume();
      res.writeHead(fault.status, { "content-type": "application/xml", ...fault.headers });
      res.end(
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${fault.code}</Code><Message>${fault.code}</Message></Error>`,
      );
      return;
    }
    const { hostname, port } = this.#target;
    const onward = request(
      { hostname, port, method: req.method, path: req.url, headers: req.headers },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        if (fault.kind === "slow") setTimeout(() => answer.pipe(res), fault.ms);
        else answer.pipe(res);
      },
    );
    onward.on("error", () => res.destroy());
    res.on("close", () => onward.destroy());
    req.pipe(onward);
  }
}

export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
