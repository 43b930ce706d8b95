import type { ServerResponse } from "node:http";
import type { ReceivedRequest } from "../http/received";
import type { Entry, Outcome, Struck } from "./entry";

type Listener = { changed: () => void; over: () => void };

/** The journal's hand on one request while it is under way. */
export class Recording {
  #incoming: ReceivedRequest | null;
  #outcome: Outcome | null = null;

  constructor(
    readonly entry: Entry,
    incoming: ReceivedRequest,
    response: ServerResponse,
    readonly listener: Listener,
  ) {
    this.#incoming = incoming;
    let open = 2;
    const closed = () => {
      open -= 1;
      if (open > 0) return;
      this.#finish(incoming, response);
      listener.over();
    };
    // An early answer leaves a body on its way: the request is over when both directions are.
    incoming.once("close", closed);
    response.once("close", closed);
  }

  #finish(incoming: ReceivedRequest, response: ServerResponse): void {
    const { entry } = this;
    this.#measure(incoming);
    entry.sha256 = incoming.takeHash();
    entry.end = Date.now();
    entry.outcome = this.#outcome ?? (response.writableFinished ? "answered" : "client-gone");
    this.#incoming = null;
  }

  #measure({ received, decoded }: ReceivedRequest): void {
    this.entry.received = received;
    this.entry.decoded = decoded;
  }

  /** The entry as it stands now. */
  snapshot(): Entry {
    if (this.#incoming) this.#measure(this.#incoming);
    return { ...this.entry, struck: this.entry.struck.map((struck) => ({ ...struck })) };
  }

  readonly sent = (bytes: number): void => {
    this.entry.sent += bytes;
  };

  strike(struck: Struck): void {
    this.entry.struck.push(struck);
  }

  happened(struck: Struck): void {
    if (struck.happened) return;
    struck.happened = true;
    this.listener.changed();
  }

  /** With this status, whether or not it gets out. */
  answering(status: number): void {
    this.entry.status = status;
  }

  failed(code: string): void {
    this.entry.code = code;
  }

  /** Says beforehand how this will end, where the sandbox itself brings the end about; the first word counts. */
  endAs(outcome: Outcome): void {
    this.#outcome ??= outcome;
  }
}
