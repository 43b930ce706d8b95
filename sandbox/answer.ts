import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Chaos } from "./chaos/chaos";
import type { Clock } from "./chaos/clock";
import { type Facts, factsOf } from "./chaos/facts";
import type { Place } from "./chaos/instead";
import { Break, Ordeal } from "./chaos/ordeal";
import { sufferAfter, sufferBefore, sufferSending } from "./chaos/suffer";
import { S3Error } from "./errors";
import { corsHeadersFor, handle, type Service } from "./handle";
import type { ReceivedRequest } from "./http/received";
import { errorReply, type Reply } from "./http/reply";
import { readRequest, type S3Request } from "./http/request";
import { sendReply } from "./http/send";
import { newEntry } from "./journal/entry";
import type { Journal } from "./journal/journal";
import type { Recording } from "./journal/recording";
import { hideFromPages, isBare, told } from "./profiles/told";

export type Station = { service: Service; chaos: Chaos; journal: Journal; clock: Clock };

/** A write whose bucket went away under it fails on the missing folder; S3 would speak of the bucket. */
function asS3Error(error: unknown, request: S3Request | null, service: Service): S3Error {
  if (error instanceof S3Error) return error;
  const bucketGone = request?.bucket != null && !service.buckets.find(request.bucket);
  if (bucketGone) return new S3Error("NoSuchBucket", undefined, { cause: error });
  return new S3Error("InternalError", undefined, { cause: error });
}

/** 16 digits; the system is asked for randomness once for many. */
function newRequestId(): string {
  return randomUUID().replaceAll("-", "").slice(16).toUpperCase();
}

type Read = { request: S3Request; facts: Facts } | { refused: unknown };

function read(incoming: ReceivedRequest): Read {
  try {
    const request = readRequest(incoming);
    return { request, facts: factsOf(request) };
  } catch (refused) {
    return { refused };
  }
}

async function run(
  request: S3Request,
  ordeal: Ordeal | null,
  place: Place,
  service: Service,
): Promise<Reply> {
  if (!ordeal) return await handle(request, service);
  const instead = await sufferBefore(ordeal, request, place);
  if (instead) return instead;
  const reply = await handle(request, service);
  return await sufferAfter(ordeal, request, service.buckets, reply, place);
}

/** One request from its head to the last byte of its answer, with all that befalls it. */
export async function answer(
  incoming: ReceivedRequest,
  response: ServerResponse,
  { service, chaos, journal, clock }: Station,
): Promise<void> {
  const requestId = newRequestId();
  response.setHeader("x-amz-request-id", requestId);
  response.setHeader("x-amz-id-2", "sandbox");
  response.setHeader("server", "Cooper sandbox");
  // Clients set their clocks by it.
  response.setHeader("date", service.now().toUTCString());
  const place = { resource: (incoming.url ?? "").split("?")[0] ?? "", requestId };
  const withBody = incoming.method !== "HEAD";
  const come = read(incoming);
  const known = "request" in come ? come : null;
  const recording = journal.begin(newEntry(requestId, incoming, known), incoming, response);
  const strikes = known ? chaos.strikes(known.facts) : [];
  const ordeal =
    strikes.length > 0 ? new Ordeal(strikes, chaos, { incoming, response, recording, clock }) : null;
  let reply: Reply;
  try {
    if (!("request" in come)) throw come.refused;
    for (const [name, value] of Object.entries(corsHeadersFor(come.request, service)))
      response.setHeader(name, value);
    reply = await run(come.request, ordeal, place, service);
  } catch (error) {
    if (error instanceof Break && ordeal) return await ordeal.end(error);
    const failure = asS3Error(error, known?.request ?? null, service);
    // A client that left is no fault of the server's.
    if (failure.code === "InternalError" && !incoming.destroyed) console.error(error);
    recording.failed(failure.code);
    if (service.quirks.hidesErrorsFromPages) hideFromPages(response);
    reply = isBare(known?.request, service.quirks)
      ? { status: failure.status }
      : errorReply(told(failure, service.quirks), place.resource, requestId);
  }
  if (known?.facts.hasBody !== false) incoming.drain();
  recording.answering(reply.status);
  await send(reply, response, withBody, ordeal, recording);
}

async function send(
  reply: Reply,
  response: ServerResponse,
  withBody: boolean,
  ordeal: Ordeal | null,
  recording: Recording,
): Promise<void> {
  try {
    if (ordeal) await sufferSending(ordeal, reply, withBody);
    else await sendReply(reply, response, withBody, recording.sent);
  } catch (error) {
    // Half an answer is out: only the end of the connection can say that it is not whole.
    recording.endAs("broken");
    throw error;
  }
}
