import "server-only";
import type { IncomingMessage } from "node:http";
import { askedRange } from "../asked-range";
import { withDeadline } from "../deadline";
import type { Target } from "../s3/relayed";
import { Refusal } from "./refusal";
import { askStore, failureOf, refusalOf } from "./store-request";
import { STALL_MS, watchTransfer } from "./watch";

/** For how long a reader may read nothing: a film that is paused, a download that the disk cannot follow. */
const READER_MS = 5 * 60_000;

/** How the answer is shown: sealed when the address was made, never what the object says of itself. */
type Shown = {
  disposition: string;
  type: string;
  /** The bytes as they are stored: nobody is told that they are compressed, so nobody unpacks them. */
  stored: boolean;
};

type On = {
  /** Told how many bytes came once it is over, however it ended. */
  end: (bytes: number) => void;
  /** Cuts a reader that reads nothing: its socket would be held for ever. */
  cut: () => void;
};

export type Read = { response: Response; length: number | null };

/**
 * Streams an object from S3 to its reader, no faster than that reads: S3's socket waits, nothing piles up here.
 */
export async function readFrom(
  target: Target,
  asked: Headers,
  shown: Shown,
  gone: AbortSignal,
  on: On,
): Promise<Read> {
  let streams = false;
  try {
    const answer = await ask(target, conditionsOf(asked), gone);
    const status = answer.statusCode ?? 502;
    if (status !== 200 && status !== 206 && status !== 304) throw await refusalOf(target, answer);
    const headers = passedOn(answer);
    headers.set("accept-ranges", "bytes");
    if (shown.stored) headers.delete("content-encoding");
    if (status === 304) {
      answer.resume();
      return { response: new Response(null, { status, headers }), length: null };
    }
    headers.set("content-type", shown.type);
    headers.set("content-disposition", shown.disposition);
    const length = lengthOf(answer);
    if (target.method === "HEAD") {
      answer.resume();
      return { response: new Response(null, { status, headers }), length };
    }
    streams = true;
    return { response: new Response(streamOf(answer, length, on), { status, headers }), length };
  } catch (error) {
    throw failureOf(error);
  } finally {
    if (!streams) on.end(0);
  }
}

type Conditions = Record<string, string>;

/** Asks with what the reader asked for. Not every store knows `If-Range`, so it is asked in words that all know. */
async function ask(target: Target, wanted: Conditions, gone: AbortSignal): Promise<IncomingMessage> {
  const { "if-range": sameAs, ...conditions } = wanted;
  const deadline = withDeadline(gone, STALL_MS);
  const send = async (headers: Conditions) =>
    (await askStore(target, { ...target.headers, ...headers }, { hasBody: false, signal: deadline }))
      .answered;
  if (sameAs === undefined || !("range" in conditions)) return send(conditions);
  const { range, ...whole } = conditions;
  // Weak validators and dates do not tell that bytes are the same.
  if (!sameAs.startsWith('"')) return send(whole);
  const part = await send({ ...whole, range: range ?? "", "if-match": sameAs });
  if (part.statusCode !== 412) return part;
  part.destroy();
  return send(whole);
}

const CONDITIONS = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"];

function conditionsOf(asked: Headers): Conditions {
  const found: Conditions = { "accept-encoding": "identity" };
  for (const name of CONDITIONS) {
    const value = asked.get(name);
    if (value !== null) found[name] = value;
  }
  const range = askedRange(asked);
  if (range !== undefined) found.range = range;
  return found;
}

function passedOn({ headers: all }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const name of [
    "etag",
    "last-modified",
    "content-range",
    "content-encoding",
    "content-length",
    "x-amz-version-id",
  ]) {
    const value = all[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  return headers;
}

function lengthOf({ headers }: IncomingMessage): number | null {
  const value = headers["content-length"];
  return value === undefined ? null : Number(value);
}

function streamOf(answer: IncomingMessage, length: number | null, on: On): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Buffer> = answer[Symbol.asyncIterator]();
  let bytes = 0;
  let isOver = false;
  const watch = watchTransfer(length ?? 0, () => {
    answer.destroy(new Error("The transfer took too long."));
    on.cut();
    end();
  });
  const end = () => {
    if (isOver) return;
    isOver = true;
    watch.stop();
    on.end(bytes);
  };
  watch.wait(READER_MS);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          watch.wait(STALL_MS);
          const { done, value } = await chunks.next();
          if (done) {
            // A reader must not take a part for the whole.
            if (length !== null && bytes !== length) throw new Refusal(502, "InternalError", "Cut short.");
            end();
            return controller.close();
          }
          bytes += value.length;
          watch.wait(READER_MS);
          controller.enqueue(value);
        } catch (error) {
          answer.destroy();
          end();
          controller.error(error);
        }
      },
      cancel() {
        answer.destroy();
        end();
      },
    },
    { highWaterMark: 0 },
  );
}
