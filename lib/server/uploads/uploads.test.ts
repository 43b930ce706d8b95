import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SignedPart, Upload } from "@/lib/schemas/uploads";
import { everything, startTestWorld, type TestWorld, testActor } from "../test-world";
import { abortUpload, beginUpload, signMore, uploadStatus } from "./begin";
import { completeUpload } from "./complete";

const root = testActor("root");
const place = { connection: "s3", bucket: "inbox" };
const MIB = 1024 * 1024;
const soon = () => AbortSignal.timeout(15_000);

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
  await world.store().send(new CreateBucketCommand({ Bucket: "inbox" }));
});
afterAll(() => world.close());
beforeEach(() => world.configure());

const begin = (key: string, size: number, onConflict: "fail" | "replace" = "fail", more: object = {}) =>
  beginUpload(
    root,
    place,
    { key, size, contentType: "text/plain", onConflict, metadata: {}, ...more },
    soon(),
  );

const send = (part: SignedPart | undefined, body: Buffer, headers = part?.headers ?? {}) =>
  fetch(part?.url ?? "", { method: "PUT", body: new Uint8Array(body), headers });

const put = (key: string, body: string) =>
  world.store().send(new PutObjectCommand({ Bucket: "inbox", Key: key, Body: body }));

async function stored(key: string): Promise<string | undefined> {
  const { Body } = await world.store().send(new GetObjectCommand({ Bucket: "inbox", Key: key }));
  return Body?.transformToString();
}

describe("a single PUT", () => {
  test("takes exactly what was signed, and nothing else leaves an object", async () => {
    const upload = await begin("exact", 5);
    const [part] = upload.parts;
    expect((await send(part, Buffer.from("123456"))).status).toBe(403);
    expect((await send(part, Buffer.from("1234"))).status).toBe(403);
    expect(
      (await send(part, Buffer.from("12345"), { ...part?.headers, "content-type": "text/html" })).status,
    ).toBe(403);
    expect((await send(part, Buffer.from("12345"), { "content-type": "text/plain" })).status).toBe(403);
    await expect(stored("exact")).rejects.toThrow();
    await expect(completeUpload(root, upload.ticket, {}, soon())).rejects.toMatchObject({
      code: "incomplete_upload",
    });
    expect((await send(part, Buffer.from("12345"))).status).toBe(200);
    expect(await completeUpload(root, upload.ticket, {}, soon())).toMatchObject({
      key: "exact",
      size: 5,
      verified: null,
    });
  });

  test("never overwrites unless the user said replace", async () => {
    await put("taken", "old");
    await expect(begin("taken", 3)).rejects.toMatchObject({ code: "conflict" });
    const race = await begin("raced", 3);
    await put("raced", "old");
    expect((await send(race.parts[0], Buffer.from("new"))).status).toBe(412);
    const replace = await begin("taken", 3, "replace");
    expect((await send(replace.parts[0], Buffer.from("new"))).status).toBe(200);
    expect(await stored("taken")).toBe("new");
  });

  test("may be of nothing at all", async () => {
    const upload = await begin("empty", 0);
    expect((await send(upload.parts[0], Buffer.alloc(0))).status).toBe(200);
    expect(await completeUpload(root, upload.ticket, {}, soon())).toMatchObject({ size: 0 });
  });
});

describe("what was asked for beyond the bytes", () => {
  test("metadata and the file's time are kept, and signed", async () => {
    const upload = await begin("kept", 2, "fail", {
      metadata: { author: "ann" },
      modified: "2026-01-02T03:04:05.500Z",
    });
    // A header more would be one that the bucket's CORS rules have to allow.
    expect(Object.keys(upload.parts[0]?.headers ?? {})).not.toContain("x-amz-meta-mtime");
    const { "x-amz-meta-author": _, ...without } = upload.parts[0]?.headers ?? {};
    expect((await send(upload.parts[0], Buffer.from("ab"), without)).status).toBe(403);
    expect((await send(upload.parts[0], Buffer.from("ab"))).status).toBe(200);
    expect((await world.open(root, "inbox").details("kept")).metadata).toEqual({
      author: "ann",
      mtime: "1767323045.5",
    });
  });

  test("a checksum is verified by the store, and only then called so", async () => {
    const checksum = (value: string) => ({ checksum: { algorithm: "CRC32", value } });
    const wrong = await begin("summed", 9, "fail", checksum("AAAAAA=="));
    expect((await send(wrong.parts[0], Buffer.from("123456789"))).status).toBe(400);
    const right = await begin("summed", 9, "fail", checksum("y/Q5Jg=="));
    expect((await send(right.parts[0], Buffer.from("123456789"))).status).toBe(200);
    expect(await completeUpload(root, right.ticket, {}, soon())).toMatchObject({ verified: "CRC32" });
  });

  test("only the object that was seen is replaced", async () => {
    await put("seen", "one");
    const { etag } = await world.open(root, "inbox").details("seen");
    await expect(begin("seen", 3, "replace", { ifMatch: etag })).resolves.toBeDefined();
    const late = await begin("seen", 3, "replace", { ifMatch: etag });
    await put("seen", "two");
    expect((await send(late.parts[0], Buffer.from("mine"))).status).not.toBe(200);
    expect((await send(late.parts[0], Buffer.from("new"))).status).toBe(412);
    await expect(signMore(root, late.ticket, [1], soon())).rejects.toMatchObject({ code: "conflict" });
    await expect(begin("seen", 3, "replace", { ifMatch: etag })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a multipart upload", () => {
  const size = 20 * MIB;
  const body = Buffer.alloc(size, "cooper ");
  const slice = (upload: Upload, number: number) =>
    body.subarray((number - 1) * upload.partSize, number * upload.partSize);

  async function sendAll(upload: Upload): Promise<void> {
    for (const part of upload.parts) expect((await send(part, slice(upload, part.number))).status).toBe(200);
  }

  test("is whole when its parts are there, however often the end is asked for", async () => {
    const upload = await begin("big", size);
    expect(upload).toMatchObject({ kind: "multipart", partCount: 3 });
    expect((await send(upload.parts[0], body.subarray(0, 100))).status).toBe(403);
    await expect(completeUpload(root, upload.ticket, {}, soon())).rejects.toMatchObject({
      code: "incomplete_upload",
    });
    await sendAll(upload);
    const { parts } = await uploadStatus(root, upload.ticket, soon());
    expect(parts.map(({ number, size: bytes }) => [number, bytes])).toEqual([
      [1, 8 * MIB],
      [2, 8 * MIB],
      [3, 4 * MIB],
    ]);
    const wrong = parts.map(({ number }) => ({ number, etag: "0".repeat(32) }));
    await expect(completeUpload(root, upload.ticket, { parts: wrong }, soon())).rejects.toMatchObject({
      code: "incomplete_upload",
    });
    const first = await completeUpload(root, upload.ticket, { parts }, soon());
    expect(first).toMatchObject({ key: "big", size, etag: expect.stringMatching(/-3$/) });
    expect(await completeUpload(root, upload.ticket, { parts }, soon())).toMatchObject({ etag: first.etag });
    expect(Buffer.from((await stored("big")) ?? "").equals(body)).toBe(true);
  });

  test("asks when the name was taken meanwhile, and waits for the answer", async () => {
    const upload = await begin("meanwhile", size);
    await sendAll(upload);
    await put("meanwhile", "somebody else's");
    await expect(completeUpload(root, upload.ticket, {}, soon())).rejects.toMatchObject({ code: "conflict" });
    expect(await stored("meanwhile")).toBe("somebody else's");
    expect(await completeUpload(root, upload.ticket, { onConflict: "replace" }, soon())).toMatchObject({
      size,
    });
  });

  test("leaves nothing behind when thrown away, and then does not exist", async () => {
    const upload = await begin("gone", size);
    await send(upload.parts[0], slice(upload, 1));
    await abortUpload(root, upload.ticket, soon());
    await abortUpload(root, upload.ticket, soon());
    const { Uploads } = await world.store().send(new ListMultipartUploadsCommand({ Bucket: "inbox" }));
    expect((Uploads ?? []).filter(({ Key }) => Key === "gone")).toEqual([]);
    await expect(completeUpload(root, upload.ticket, {}, soon())).rejects.toMatchObject({
      code: "upload_gone",
    });
  });

  test("has fresh URLs whenever they are needed, but for no part that it does not have", async () => {
    const upload = await begin("fresh", size);
    const { parts } = await signMore(root, upload.ticket, [3, 3, 1], soon());
    expect(parts.map(({ number }) => number)).toEqual([3, 1]);
    await expect(signMore(root, upload.ticket, [4], soon())).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});

describe("what was never sent", () => {
  test("is not done because an object of its size was there before", async () => {
    await put("was there", "123456");
    const upload = await begin("was there", 6, "replace");
    expect(await uploadStatus(root, upload.ticket, soon())).toEqual({ parts: [] });
    await expect(completeUpload(root, upload.ticket, {}, soon())).rejects.toMatchObject({
      code: "incomplete_upload",
    });
    const wrong = { parts: [{ number: 1, etag: "0".repeat(32) }] };
    await expect(completeUpload(root, upload.ticket, wrong, soon())).rejects.toMatchObject({
      code: "incomplete_upload",
    });
  });

  test("is not done because somebody else's upload to the same name is", async () => {
    const [mine, theirs] = [
      await begin("shared", 16 * MIB, "replace"),
      await begin("shared", 16 * MIB, "replace"),
    ];
    for (const part of theirs.parts) await send(part, Buffer.alloc(8 * MIB, 1));
    await completeUpload(root, theirs.ticket, {}, soon());
    await abortUpload(root, mine.ticket, soon());
    await expect(completeUpload(root, mine.ticket, {}, soon())).rejects.toMatchObject({
      code: "upload_gone",
    });
    const parts = [1, 2].map((number) => ({ number, etag: String(number).repeat(32) }));
    await expect(completeUpload(root, mine.ticket, { parts }, soon())).rejects.toMatchObject({
      code: "upload_gone",
    });
  });
});

test("each use of a ticket asks for permission anew", async () => {
  const upload = await begin("later", 20 * MIB);
  world.configure([{ ...everything, allow: ["list", "read"] }]);
  const uses = [
    () => signMore(root, upload.ticket, [1], soon()),
    () => uploadStatus(root, upload.ticket, soon()),
    () => completeUpload(root, upload.ticket, {}, soon()),
    () => abortUpload(root, upload.ticket, soon()),
  ];
  for (const use of uses) await expect(use()).rejects.toMatchObject({ code: "forbidden" });
  world.configure([everything, { ...everything, to: "user:local:ann" }]);
  await expect(abortUpload(testActor("ann"), upload.ticket, soon())).rejects.toMatchObject({
    code: "not_found",
  });
});

test.each(["../x", "a/../b", "a/./b", "."])("the key %s is read but never written", async (key) => {
  await expect(begin(key, 1)).rejects.toMatchObject({ code: "invalid_key" });
});
