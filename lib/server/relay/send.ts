import "server-only";
import type { ClientRequest } from "node:http";
import type { Target } from "../s3/relayed";
import { Refusal } from "./refusal";
import { askStore, failureOf, refusalOf } from "./store-request";
import { STALL_MS, type Watch, watchTransfer } from "./watch";

/** How long S3 may take to say that it wants the body, before it is sent without its word. */
const CONTINUE_MS = 1000;
/** How long S3 may take to answer once it has everything. */
const ANSWER_MS = 60_000;

type Body = { bytes: ReadableStream<Uint8Array> | null; length: number; headers: Record<string, string> };

/**
 * Streams a body to S3 as fast as S3 takes it, and answers what S3 said. S3 gets the last bytes only once the body has
 * ended where it should; whatever else happens, its request is cut and it keeps nothing. `onEnd` comes when the sender's
 * last byte was read: where S3 refuses early, that is after the answer.
 */
export async function sendOn(
  target: Target,
  body: Body,
  gone: AbortSignal,
  onEnd: () => void,
): Promise<Response> {
  let ended = Promise.resolve();
  try {
    const headers = { ...target.headers, ...body.headers, "content-length": String(body.length) };
    const { request, answered } = await askStore(target, headers, {
      hasBody: body.length > 0,
      signal: gone,
      patience: CONTINUE_MS,
    });
    const pump = new Pump(request, body, gone);
    ended = pump.run();
    const answer = await Promise.race([answered, pump.failed]);
    pump.answered();
    const status = answer.statusCode ?? 502;
    if (status < 200 || status >= 300) {
      const refusal = await refusalOf(target, answer);
      request.destroy();
      throw refusal;
    }
    answer.resume();
    if (!pump.isComplete && body.length > 0) {
      request.destroy();
      throw new Refusal(502, "InternalError", "The store answered before it had the whole body.");
    }
    return new Response(null, { headers: passedOn(answer.headers) });
  } catch (error) {
    throw failureOf(error);
  } finally {
    void ended.then(onEnd);
  }
}

function passedOn(all: NodeJS.Dict<string | string[]>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(all))
    if (/^(etag|x-amz-(checksum-.+|version-id|server-side-encryption))$/.test(name))
      headers.set(name, String(value));
  return headers;
}

/** Moves a body from its sender to S3's request. */
class Pump {
  readonly failed: Promise<never>;
  /** Whether S3 was given all of it. */
  isComplete = false;
  readonly #request: ClientRequest;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #length: number;
  readonly #gone: AbortSignal;
  readonly #watch: Watch;
  #fail: (why: Refusal) => void = () => undefined;
  #wake: () => void = () => undefined;
  #waitsForStore = false;
  #isOver = false;

  constructor(request: ClientRequest, { bytes, length }: Body, gone: AbortSignal) {
    this.#request = request;
    this.#reader = bytes?.getReader();
    this.#length = length;
    this.#gone = gone;
    this.failed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    // Nobody may be waiting for it any more.
    this.failed.catch(() => undefined);
    this.#watch = watchTransfer(length, (why) => this.#end(why));
    for (const event of ["drain", "close"]) request.on(event, () => this.#wake());
  }

  /** S3 has said what it says: of the body, only the end is waited for, so that the sender hears it. */
  answered(): void {
    this.#isOver = true;
    if (this.isComplete) this.#watch.stop();
  }

  /** Ends with the body; all that goes wrong is told by `failed`. */
  async run(): Promise<void> {
    const leave = () => this.#cut(new Refusal(400, "RequestTimeout", "The sender left."));
    this.#gone.addEventListener("abort", leave, { once: true });
    this.#request.once("error", () => this.answered());
    try {
      await this.#pump();
    } catch {
      // The body broke off: its sender left, or its way did.
      leave();
    } finally {
      if (!this.isComplete) this.#watch.stop();
      this.#gone.removeEventListener("abort", leave);
    }
  }

  async #pump(): Promise<void> {
    let received = 0;
    let held: Uint8Array | undefined;
    for (;;) {
      this.#watch.wait(STALL_MS);
      const { done, value } = (await this.#reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      received += value.byteLength;
      if (received > this.#length) return this.#cut(wrongLength(this.#length));
      if (held) await this.#write(held);
      held = value;
    }
    if (received !== this.#length) return this.#cut(wrongLength(this.#length));
    if (this.#isOver) return;
    if (held) await this.#write(held);
    this.isComplete = true;
    this.#waitsForStore = true;
    this.#watch.wait(ANSWER_MS);
    this.#request.end();
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#isOver || this.#request.write(chunk)) return;
    this.#waitsForStore = true;
    this.#watch.wait(STALL_MS);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#request.destroyed) resolve();
    });
    this.#waitsForStore = false;
  }

  #end(why: "stall" | "total"): void {
    if (why === "stall" && this.#waitsForStore) {
      this.#fail(new Refusal(504, "RequestTimeout", "The store took nothing for too long."));
      this.#isOver = true;
      this.#request.destroy();
    } else this.#cut(new Refusal(408, "RequestTimeout", "The body did not come in time."));
  }

  #cut(why: Refusal): void {
    this.#fail(why);
    this.#isOver = true;
    this.#watch.stop();
    this.#request.destroy();
    this.#reader?.cancel().catch(() => undefined);
  }
}

const wrongLength = (length: number) =>
  new Refusal(400, "IncompleteBody", `This address takes exactly ${length} bytes.`);
