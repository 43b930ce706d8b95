import type { Reply } from "../http/reply";
import type { S3Request } from "../http/request";
import { sendReply, writeBody, writeHead, written } from "../http/send";
import type { Buckets } from "../store/buckets";
import { faultyBody, placeOf } from "./body-faults";
import { errorBody, insteadOf, type Place } from "./instead";
import { Break, type Ordeal } from "./ordeal";
import { corruptStored } from "./stored";
import { leftOpen } from "./streams";

async function* nothing(): AsyncGenerator<Buffer> {
  // An answer without a body.
}

async function readAll(body: AsyncIterable<Buffer>): Promise<void> {
  for await (const _piece of body);
}

/** Before the operation: spoils the body it will read, waits, and perhaps answers in its place. */
export async function sufferBefore(ordeal: Ordeal, request: S3Request, place: Place): Promise<Reply | null> {
  const { recording } = ordeal.party;
  await ordeal.delay("request");
  for (const { fault, happened } of ordeal.of("reset"))
    if (fault.in === "request" && fault.after === 0) {
      happened();
      throw new Break("reset");
    }
  const length = Number(request.headers.get("content-length")?.[0] ?? 0);
  const decoded = Number(request.headers.get("x-amz-decoded-content-length")?.[0] ?? 0);
  request.stream = faultyBody(leftOpen(request.stream), ordeal, "request", length || decoded);
  for (const { fault, happened } of ordeal.all) {
    const instead = insteadOf(fault, place);
    if (!instead) continue;
    if (instead.readBody) await readAll(request.stream);
    happened();
    recording.failed(instead.code);
    return instead.reply;
  }
  return null;
}

/** After an operation that succeeded. */
export async function sufferAfter(
  ordeal: Ordeal,
  request: S3Request,
  buckets: Buckets,
  reply: Reply,
  place: Place,
): Promise<Reply> {
  for (const { fault, luck, happened } of ordeal.of("corrupt")) {
    if (fault.in !== "stored") continue;
    const at = await corruptStored(request, buckets, (size) => placeOf(fault.at, luck, size));
    if (at !== null) happened(at);
  }
  for (const { fault, happened } of ordeal.of("error-body")) {
    happened();
    ordeal.party.recording.failed(fault.code);
    await reply.done?.();
    return errorBody(fault, place);
  }
  return reply;
}

function spoilHead(ordeal: Ordeal): void {
  const { response } = ordeal.party;
  const drop = (names: readonly string[], happened: () => void) => {
    for (const name of names)
      if (response.hasHeader(name)) {
        response.removeHeader(name);
        happened();
      }
  };
  for (const { fault, happened } of ordeal.of("drop-headers")) drop(fault.names, happened);
  const cors = response.getHeaderNames().filter((name) => name.startsWith("access-control-"));
  for (const { happened } of ordeal.of("cors-missing")) drop(cors, happened);
  const wellCut = ordeal.of("truncate").some(({ fault }) => fault.in === "answer" && fault.ends === "well");
  // Without a length the message ends where its last chunk says so.
  if (wellCut) response.removeHeader("content-length");
}

/** Sends the answer as the faults allow. */
export async function sufferSending(ordeal: Ordeal, reply: Reply, withBody: boolean): Promise<void> {
  const { response, recording } = ordeal.party;
  const { done, ...answer } = reply;
  try {
    await ordeal.delay("answer");
    for (const { happened } of ordeal.of("lose-answer")) {
      happened();
      return await ordeal.end(new Break("lost"));
    }
    if (!ordeal.spoilsAnswer) return await sendReply(answer, response, withBody, recording.sent);
    writeHead(answer, response, withBody);
    const content = withBody ? answer.body : undefined;
    const bodiless = !withBody || answer.status === 204 || answer.status === 304;
    if (content === undefined && !bodiless && !response.hasHeader("content-length"))
      response.setHeader("content-length", 0);
    const length = Number(response.getHeader("content-length") ?? 0);
    spoilHead(ordeal);
    const body = typeof content === "string" ? [Buffer.from(content)].values() : (content ?? nothing());
    try {
      await writeBody(faultyBody(asAsync(body), ordeal, "answer", length), response, recording.sent);
      response.end();
      await written(response);
    } catch (error) {
      if (!(error instanceof Break)) throw error;
      if (!response.headersSent) response.flushHeaders();
      await ordeal.end(error);
    }
  } finally {
    await done?.();
  }
}

async function* asAsync(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}
