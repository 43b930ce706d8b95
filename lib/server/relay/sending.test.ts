import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { CreateBucketCommand, GetObjectCommand, ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { abortUpload, beginUpload, signMore, uploadStatus } from "../uploads/begin";
import { completeUpload } from "../uploads/complete";
import { placesTaken } from "./places";
import { relay } from "./relay";
import { ci, listen, place, type RelayWorld, soon, startRelayWorld, TOKEN } from "./test-relay";

const MIB = 1024 * 1024;
let world: RelayWorld;

beforeAll(async () => {
  world = await startRelayWorld();
  await world.store().send(new CreateBucketCommand({ Bucket: "inbox" }));
});
afterAll(() => world.close());
beforeEach(() => world.configure());
afterEach(() => vi.waitUntil(() => placesTaken() === 0));

const begin = (key: string, size: number, more: object = {}) =>
  beginUpload(
    ci,
    place,
    { key, size, contentType: "text/plain", onConflict: "fail", metadata: {}, ...more },
    soon(),
  );

async function urlFor(key: string, size: number, more: object = {}): Promise<string> {
  const { parts } = await begin(key, size, more);
  return parts[0]?.url ?? "";
}

const put = (url: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  world.ask(url, {
    method: "PUT",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  });

async function stored(key: string): Promise<Buffer | null> {
  try {
    const { Body } = await world.store().send(new GetObjectCommand({ Bucket: "inbox", Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch {
    return null;
  }
}

async function refusal(answer: Response): Promise<[status: number, code: string | undefined]> {
  return [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]];
}

/** Begins to send and sends so much, for a body that does not end as it should. */
function beginSending(url: string, length: number, first: Buffer) {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-length": length };
  const sending = httpRequest(world.cooper + url, { method: "PUT", headers });
  sending.on("error", () => undefined);
  sending.write(first);
  return sending;
}

describe("one PUT", () => {
  test("arrives byte for byte, with the type, the metadata and the condition that were signed", async () => {
    const upload = await begin("fünf/one.txt", 5, { metadata: { author: "ann" } });
    const [part] = upload.parts;
    expect(part).toMatchObject({ method: "PUT", headers: {} });
    expect(part?.url).toMatch(/^\/api\/v1\/relay\?t=/);
    // What the sender says of them itself counts for nothing.
    const answer = await put(part?.url ?? "", "12345", {
      "content-type": "text/html",
      "x-amz-meta-author": "bob",
    });
    expect(answer.status).toBe(200);
    const etag = createHash("md5").update("12345").digest("hex");
    expect(answer.headers.get("etag")).toBe(`"${etag}"`);
    expect(await completeUpload(ci, upload.ticket, {}, soon())).toMatchObject({ size: 5, etag });
    const details = await world.open().details("fünf/one.txt");
    expect(details).toMatchObject({ contentType: "text/plain", metadata: { author: "ann" } });
    expect(await refusal(await put(part?.url ?? "", "12345"))).toEqual([412, "PreconditionFailed"]);
  });

  test("may be of nothing at all", async () => {
    expect((await put(await urlFor("empty", 0), "")).status).toBe(200);
    expect((await stored("empty"))?.length).toBe(0);
  });

  test("of another length than was signed is not begun", async () => {
    const url = await urlFor("exact", 5);
    expect(await refusal(await put(url, "123456"))).toEqual([400, "IncompleteBody"]);
    expect(await refusal(await put(url, "1234"))).toEqual([400, "IncompleteBody"]);
    const unknown = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from("12345"));
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const chunked = { method: "PUT", body: unknown, duplex: "half", headers } as RequestInit;
    expect(await refusal(await world.ask(url, chunked))).toEqual([411, "MissingContentLength"]);
    expect(await stored("exact")).toBeNull();
  });

  test.each([
    ["longer", 4],
    ["shorter", 2],
  ])("whose body turns out %s than it said is never stored", async (kind, chunks) => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ === chunks) controller.close();
        else controller.enqueue(Buffer.alloc(100_000, 1));
      },
    });
    const url = await urlFor(kind, 300_000);
    const headers = { authorization: `Bearer ${TOKEN}`, "content-length": "300000" };
    const init = { method: "PUT", body, duplex: "half", headers } as RequestInit;
    const answer = await relay(new Request(`http://localhost${url}`, init));
    expect(await refusal(answer)).toEqual([400, "IncompleteBody"]);
    expect(await stored(kind)).toBeNull();
  });

  test("is verified by the store where a checksum was signed", async () => {
    const checksum = (value: string) => ({ checksum: { algorithm: "CRC32", value } });
    const wrong = await put(await urlFor("summed", 9, checksum("AAAAAA==")), "123456789");
    expect((await refusal(wrong))[0]).toBe(400);
    const upload = await begin("summed", 9, checksum("y/Q5Jg=="));
    const right = await put(upload.parts[0]?.url ?? "", "123456789");
    expect(right.headers.get("x-amz-checksum-crc32")).toBe("y/Q5Jg==");
    expect(await completeUpload(ci, upload.ticket, {}, soon())).toMatchObject({ verified: "CRC32" });
  });

  test("carries a digest that the sender adds, and only a digest", async () => {
    const other = createHash("md5").update("other").digest("base64");
    const url = await urlFor("digest", 5);
    expect(await refusal(await put(url, "12345", { "content-md5": other }))).toEqual([400, "BadDigest"]);
    const own = createHash("md5").update("12345").digest("base64");
    expect((await put(url, "12345", { "content-md5": own })).status).toBe(200);
  });
});

describe("parts", () => {
  test("of any size arrive whole, and are put together as ever", async () => {
    const bytes = randomBytes(20 * MIB);
    const upload = await begin("big", bytes.length);
    const more = await signMore(ci, upload.ticket, [1, 2, 3], soon());
    for (const { number, url } of more.parts) {
      const part = bytes.subarray((number - 1) * upload.partSize, number * upload.partSize);
      expect((await put(url, part)).status).toBe(200);
    }
    const { parts } = await uploadStatus(ci, upload.ticket, soon());
    expect(await completeUpload(ci, upload.ticket, { parts }, soon())).toMatchObject({ size: bytes.length });
    expect((await stored("big"))?.equals(bytes)).toBe(true);
  });

  test("of 70 MiB too", async () => {
    const bytes = randomBytes(70 * MIB);
    const { uploadId } = await world.open().beginMultipart({
      key: "huge",
      size: bytes.length,
      contentType: "",
      onConflict: "fail",
      metadata: {},
    });
    const { parts } = await world
      .open()
      .signParts({ key: "huge", uploadId }, [{ number: 1, size: bytes.length }]);
    const answer = await put(parts[0]?.url ?? "", bytes);
    expect(answer.headers.get("etag")).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
    await world.open().abortMultipart("huge", uploadId);
  });

  test("of an upload that was ended are refused in the store's own words", async () => {
    const upload = await begin("ended", 20 * MIB);
    await abortUpload(ci, upload.ticket, soon());
    const answer = await put(upload.parts[0]?.url ?? "", Buffer.alloc(8 * MIB));
    expect(await refusal(answer)).toEqual([404, "NoSuchUpload"]);
    const { Uploads } = await world.store().send(new ListMultipartUploadsCommand({ Bucket: "inbox" }));
    expect(Uploads ?? []).toEqual([]);
  });
});

describe("a transfer that breaks off", () => {
  test("because its sender left leaves nothing, and the store's request ends at once", async () => {
    let heard: (bytes: number) => void = () => undefined;
    const cut = new Promise<number>((resolve) => {
      heard = resolve;
    });
    const store = await listen((request) => {
      let bytes = 0;
      request.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on("error", () => heard(bytes));
    });
    world.relayTo(store.url);
    const url = (await world.open("elsewhere").signPut(object("left", 4 * MIB))).parts[0]?.url ?? "";
    const sending = beginSending(url, 4 * MIB, Buffer.alloc(MIB));
    await vi.waitUntil(() => placesTaken() === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    sending.destroy();
    expect(await cut).toBeLessThanOrEqual(MIB);
    await vi.waitUntil(() => placesTaken() === 0);
    await store.close();
  });

  test("because the store cuts it is an answer that tells so, and the next one gets through", async () => {
    let requests = 0;
    const store = await listen((request, response) => {
      if (++requests > 1)
        return void request.resume().on("end", () => response.setHeader("etag", '"e"').end());
      request.once("data", () => request.socket.destroy());
    });
    world.relayTo(store.url, "cutting");
    const { parts } = await world.open("cutting").signPut(object("cut", 2 * MIB));
    const url = parts[0]?.url ?? "";
    expect(await refusal(await put(url, Buffer.alloc(2 * MIB)))).toEqual([502, "ServiceUnavailable"]);
    expect((await put(url, Buffer.alloc(2 * MIB))).status).toBe(200);
    await store.close();
  });

  test("because a kept socket was dead all along is none: another one serves", async () => {
    let cut = 0;
    const store = await listen((request, response) => {
      request.resume().on("end", () => response.end());
      response.once("finish", () =>
        request.socket.prependListener("data", () => {
          cut++;
          request.socket.destroy();
        }),
      );
    });
    world.relayTo(store.url, "closing");
    for (let times = 0; times < 3; times++) {
      const { parts } = await world.open("closing").signPut(object("kept", 5));
      expect((await put(parts[0]?.url ?? "", "12345")).status).toBe(200);
    }
    expect(cut).toBe(2);
    await store.close();
  });

  test("because the store takes nothing is told after a while", async () => {
    const store = await listen(() => undefined);
    world.relayTo(store.url, "silent");
    const { parts } = await world.open("silent").signPut(object("silent", 5));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const answer = put(parts[0]?.url ?? "", "12345");
      await vi.waitUntil(async () => {
        await vi.advanceTimersByTimeAsync(5000);
        return placesTaken() === 0;
      });
      expect(await refusal(await answer)).toEqual([504, "RequestTimeout"]);
    } finally {
      vi.useRealTimers();
      await store.close();
    }
  });

  const object = (key: string, size: number) => ({
    key,
    size,
    contentType: "text/plain",
    onConflict: "replace" as const,
    metadata: {},
  });
});

test("an early refusal of the store reaches a sender who is still sending", async () => {
  const url = await urlFor("taken", 16 * MIB - 1);
  await put(await urlFor("taken", 1), "x");
  expect(await refusal(await put(url, Buffer.alloc(16 * MIB - 1)))).toEqual([412, "PreconditionFailed"]);
  expect((await stored("taken"))?.toString()).toBe("x");
});

test("a store that is away is told as such, and one that wants patience says how much", async () => {
  world.relayTo("http://127.0.0.1:9", "gone");
  const busy = await listen((request, response) => {
    request.resume();
    response.writeHead(503, { "retry-after": "7" });
    response.end(
      "<Error><Code>SlowDown</Code><Message>Reduce your rate &amp; wait</Message><HostId>rgw.internal</HostId></Error>",
    );
  });
  world.relayTo(busy.url, "busy");
  const parts = { key: "k", uploadId: "u" };
  const [slow] = (await world.open("busy").signParts(parts, [{ number: 1, size: 5 }])).parts;
  const answer = await put(slow?.url ?? "", "12345");
  expect(answer.headers.get("retry-after")).toBe("7");
  const text = await answer.text();
  expect(text).toContain("<Code>SlowDown</Code><Message>Reduce your rate &amp; wait</Message>");
  expect(text).not.toContain("rgw.internal");
  const [gone] = (await world.open("gone").signParts(parts, [{ number: 1, size: 5 }])).parts;
  expect(await refusal(await put(gone?.url ?? "", "12345"))).toEqual([502, "ServiceUnavailable"]);
  await busy.close();
});

test("one person cannot take all places", async () => {
  world.configure({ relayLimits: { all: 3, perActor: 2 } });
  const urls = await Promise.all(["a", "b", "c"].map((key) => urlFor(`limit-${key}`, 100)));
  const held = urls.slice(0, 2).map((url) => beginSending(url, 100, Buffer.alloc(10)));
  await vi.waitUntil(() => placesTaken() === 2);
  const third = await put(urls[2] ?? "", Buffer.alloc(100));
  expect(third.headers.get("retry-after")).toBe("2");
  expect(await refusal(third)).toEqual([503, "SlowDown"]);
  const [first] = held;
  first?.end(Buffer.alloc(90));
  if (first) await once(first, "response");
  await vi.waitUntil(() => placesTaken() === 1);
  expect((await put(urls[2] ?? "", Buffer.alloc(100))).status).toBe(200);
  for (const sending of held) sending.destroy();
});
