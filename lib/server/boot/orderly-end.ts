import "server-only";
import type { Server, ServerResponse } from "node:http";
import { log } from "../log";
import { beginStopping, endStreams } from "../stopping";

/** Milliseconds since requests are no longer taken. Docker kills ten seconds after it asked. */
const STREAMS_END_MS = 7000;
const EVERYTHING_ENDS_MS = 8500;

type Times = { streamsEnd: number; everythingEnds: number };

/**
 * Ends the process in order: balancers are told, then no new connections are taken, requests that are under way come to
 * their end, streams are closed by a word, and at last what still hangs is cut. Next alone waits for ever for one open stream.
 */
export class OrderlyEnd {
  readonly #open = new Set<ServerResponse>();
  readonly #exit: (code: number) => void;
  readonly #times: Times;
  #server: Server | undefined;
  #code: number | undefined;
  #isClosed = false;
  #isOver = false;

  constructor(
    exit: (code: number) => void,
    times: Times = { streamsEnd: STREAMS_END_MS, everythingEnds: EVERYTHING_ENDS_MS },
  ) {
    this.#exit = exit;
    this.#times = times;
  }

  /** Takes note of a request, from its head to the last byte of its answer. */
  watch(response: ServerResponse, server: Server): void {
    this.#server = server;
    this.#open.add(response);
    // Whoever keeps the connection would ask again on it.
    if (this.#code !== undefined) response.shouldKeepAlive = false;
    response.once("close", () => {
      this.#open.delete(response);
      this.#endIfDone();
    });
  }

  /** For `delay` milliseconds requests are still taken. Said again it changes nothing, but that no delay ends one. */
  begin(code: number, delay: number): void {
    if (this.#code !== undefined) {
      if (delay === 0) this.#close();
      return;
    }
    this.#code = code;
    beginStopping();
    log.info({ event: "stop.begun", underWay: this.#open.size, delay }, "Told to stop.");
    for (const response of this.#open) if (!response.headersSent) response.shouldKeepAlive = false;
    if (delay === 0) this.#close();
    else setTimeout(() => this.#close(), delay);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#server?.close();
    this.#server?.closeIdleConnections();
    setTimeout(endStreams, this.#times.streamsEnd);
    setTimeout(() => this.#end(), this.#times.everythingEnds);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#isClosed && this.#open.size === 0) this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#open.size > 0) log.warn({ event: "stop.cut", cut: this.#open.size }, "Requests were cut off.");
    log.info({ event: "stop.done" }, "Stopped.");
    this.#exit(this.#code ?? 0);
  }
}
