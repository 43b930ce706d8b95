import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { UnfinishedUpload } from "@/lib/schemas/unfinished-uploads";
import { crc64, MIB, place, soon, startUploads, type Uploads } from "../s3/test-uploads";
import { everything, testActor } from "../test-world";
import { abortUpload, signMore } from "./begin";
import { discardUpload } from "./discard";
import { recordNames } from "./records";
import { resumeUpload } from "./resume";
import { openTicket } from "./ticket";
import { listUnfinished } from "./unfinished";

const root = testActor("root");
const ann = testActor("ann");
const writer = { ...everything, to: "user:local:ann", prefix: "team/", allow: ["list", "write"] as const };
const manager = { ...writer, prefix: "team/a/", allow: ["list", "write", "manage"] as const };
const size = 20 * MIB;
const bytes = Buffer.alloc(size, "cooper ");

let uploads: Uploads;
beforeAll(async () => {
  uploads = await startUploads();
});
afterAll(() => uploads.close());
beforeEach(() => uploads.configure([everything, writer]));

/** Begins as Cooper does, and waits until its record is there. */
async function begin(key: string, actor = root, more: object = {}) {
  const before = await recordNames(actor, place);
  const upload = await uploads.begin(key, size, more, actor);
  await vi.waitFor(async () => expect(await recordNames(actor, place)).toHaveLength(before.length + 1));
  const uploadId = openTicket(upload.ticket, actor).uploadId ?? "";
  return { ...upload, key, uploadId };
}

/** As another tool does it: S3 alone knows of it. */
async function beginElsewhere(
  key: string,
  parts: Record<number, number>,
  more: object = {},
): Promise<string> {
  const s3 = uploads.store();
  const upload = new CreateMultipartUploadCommand({ Bucket: "inbox", Key: key, ...more });
  const { UploadId = "" } = await s3.send(upload);
  for (const [number, length] of Object.entries(parts)) {
    const Body = bytes.subarray(0, length);
    const part = { Bucket: "inbox", Key: key, UploadId, PartNumber: Number(number), Body };
    await s3.send(new UploadPartCommand(part));
  }
  return UploadId;
}

async function listAll(actor = root, prefix = ""): Promise<UnfinishedUpload[]> {
  const found: UnfinishedUpload[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUnfinished(actor, place, { prefix, cursor }, soon());
    found.push(...page.uploads);
    cursor = page.cursor ?? undefined;
  } while (cursor);
  return found;
}

const keysOf = async (actor = root, prefix = "") =>
  (await listAll(actor, prefix)).map(({ key }) => key).sort();

async function inStore(): Promise<(string | undefined)[]> {
  const list = new ListMultipartUploadsCommand({ Bucket: "inbox" });
  return ((await uploads.store().send(list)).Uploads ?? []).map(({ Key }) => Key);
}

const code = (name: string) => ({ code: name });

describe("what was begun and not ended", () => {
  test("is listed for who began it, and for who manages the key", async () => {
    const modified = "2026-01-02T03:04:05.000Z";
    await begin("team/a/mine", ann, { modified });
    await begin("team/b/roots", root);
    await begin("team/a/roots", root);
    const elsewhere = await beginElsewhere("team/a/elsewhere", {});
    expect(await listAll(ann)).toEqual([
      {
        key: "team/a/mine",
        uploadId: expect.any(String),
        begun: expect.any(String),
        own: true,
        size,
        modified,
      },
    ]);
    uploads.configure([everything, writer, manager]);
    expect(await keysOf(ann, "team/")).toEqual(["team/a/elsewhere", "team/a/mine", "team/a/roots"]);
    expect(await keysOf(ann, "team/b/")).toEqual([]);
    const seen = await listAll(ann, "team/a/");
    expect(seen.find(({ key }) => key === "team/a/elsewhere")).toEqual({
      key: "team/a/elsewhere",
      uploadId: elsewhere,
      begun: expect.any(String),
      own: false,
      size: null,
      modified: null,
    });
    expect(await keysOf()).toEqual(["team/a/elsewhere", "team/a/mine", "team/a/roots", "team/b/roots"]);
    uploads.configure([everything, { ...writer, allow: ["list"] }]);
    expect(await keysOf(ann)).toEqual([]);
    const hidden = await listUnfinished(ann, place, { prefix: "team/a/" }, soon());
    expect(hidden).toMatchObject({ uploads: [], allowed: ["list"] });
    uploads.configure([everything]);
    await expect(listAll(ann)).rejects.toMatchObject(code("not_found"));
  });

  test("beyond a granted prefix is not there", async () => {
    await expect(listAll(ann, "other/")).rejects.toMatchObject(code("not_found"));
    expect(await keysOf(ann, "team/")).toEqual(["team/a/mine"]);
  });

  test("has a cursor for this list alone", async () => {
    const { cursor } = await listUnfinished(root, place, { prefix: "" }, soon());
    const use = (prefix: string) => listUnfinished(root, place, { prefix, cursor: cursor ?? "" }, soon());
    await expect(use("")).resolves.toBeDefined();
    await expect(use("team/")).rejects.toMatchObject(code("invalid_cursor"));
    const objects = uploads.open(root, "inbox").list({ prefix: "", cursor: cursor ?? "", limit: 10 });
    await expect(objects).rejects.toMatchObject(code("invalid_cursor"));
  });

  test("goes from the list once it is complete, thrown away, or unknown to S3", async () => {
    const done = await begin("ends/done");
    const thrown = await begin("ends/thrown");
    const gone = await begin("ends/gone");
    expect(await keysOf(root, "ends/")).toEqual(["ends/done", "ends/gone", "ends/thrown"]);
    await uploads.sendAll(done, bytes);
    await uploads.complete(done);
    await abortUpload(root, thrown.ticket, soon());
    await uploads.open(root, "inbox").abortMultipart("ends/gone", gone.uploadId);
    expect(await keysOf(root, "ends/")).toEqual([]);
    await vi.waitFor(async () => {
      const names = await recordNames(root, place);
      expect(names).toHaveLength((await listAll()).filter(({ own }) => own).length);
    });
  });
});

describe("an upload of one's own", () => {
  test("goes on with what S3 has, and no other file", async () => {
    const begun = await begin("resumed", root, { checksum: { algorithm: "CRC64NVME" } });
    await uploads.send(begun.parts[1], uploads.sliceOf(begun, 2, bytes));
    const { key, uploadId } = begun;
    const wrong = resumeUpload(root, place, { key, uploadId, size: size + 1 }, soon());
    await expect(wrong).rejects.toMatchObject(code("invalid_request"));
    const resumed = await resumeUpload(root, place, { key, uploadId }, soon());
    expect(resumed).toMatchObject({
      ...{ kind: "multipart", key, size, partSize: begun.partSize, partCount: 3, modified: null },
      ...{ contentType: "text/plain", checksum: "CRC64NVME", sent: [{ number: 2, size: 8 * MIB }] },
    });
    const { parts } = await signMore(root, resumed.ticket, [1, 3], soon());
    for (const part of parts) await uploads.send(part, uploads.sliceOf(resumed, part.number, bytes));
    const checksum = { algorithm: "CRC64NVME" as const, value: crc64(bytes) };
    expect(await uploads.complete(resumed, { checksum })).toMatchObject({ verified: "CRC64NVME" });
    expect((await uploads.stored("resumed")).equals(bytes)).toBe(true);
    expect(await keysOf(root, "")).not.toContain("resumed");
    await expect(resumeUpload(root, place, { key, uploadId }, soon())).rejects.toMatchObject(
      code("upload_gone"),
    );
  });

  test("still is not to take a name that was taken meanwhile", async () => {
    const { key, uploadId } = await begin("taken later");
    await uploads.put(key, "somebody else's");
    const resumed = await resumeUpload(root, place, { key, uploadId }, soon());
    const { parts } = await signMore(root, resumed.ticket, [1, 2, 3], soon());
    for (const part of parts) await uploads.send(part, uploads.sliceOf(resumed, part.number, bytes));
    await expect(uploads.complete(resumed)).rejects.toMatchObject(code("conflict"));
  });

  test("is nobody else's, but for who manages the key", async () => {
    const { key, uploadId } = await begin("team/a/private");
    const ask = () => resumeUpload(ann, place, { key, uploadId, size }, soon());
    const end = () => discardUpload(ann, place, { key, uploadId }, soon());
    await expect(ask()).rejects.toMatchObject(code("forbidden"));
    await expect(end()).rejects.toMatchObject(code("forbidden"));
    uploads.configure([everything, { ...writer, prefix: "other/" }]);
    await expect(ask()).rejects.toMatchObject(code("not_found"));
    await expect(end()).rejects.toMatchObject(code("not_found"));
    uploads.configure([everything, manager]);
    expect(await ask()).toMatchObject({ key, size });
    await end();
    await end();
    expect(await inStore()).not.toContain(key);
  });

  test("can be thrown away", async () => {
    const { key, uploadId } = await begin("team/rubbish", ann);
    await discardUpload(ann, place, { key, uploadId }, soon());
    expect(await inStore()).not.toContain(key);
    expect(await keysOf(ann, "team/")).not.toContain(key);
  });
});

describe("an upload of another tool", () => {
  const resume = async (parts: Record<number, number>, whole: number | undefined, more: object = {}) => {
    const key = `elsewhere/${Math.random()}`;
    const uploadId = await beginElsewhere(key, parts, more);
    return resumeUpload(root, place, { key, uploadId, size: whole }, soon());
  };

  test("goes on in parts as large as its first", async () => {
    const resumed = await resume({ 1: 6 * MIB, 3: 6 * MIB, 4: 2 * MIB }, size);
    expect(resumed).toMatchObject({ partSize: 6 * MIB, partCount: 4, contentType: null, modified: null });
    expect(resumed.sent.map(({ number }) => number)).toEqual([1, 3, 4]);
    const { parts } = await signMore(root, resumed.ticket, [2], soon());
    for (const number of [1, 2, 3, 4]) {
      const [part] = number === 2 ? parts : (await signMore(root, resumed.ticket, [number], soon())).parts;
      await uploads.send(part, uploads.sliceOf(resumed, number, bytes));
    }
    expect(await uploads.complete(resumed)).toMatchObject({ size });
  });

  test("of which nothing was sent goes on in any", async () => {
    expect(await resume({}, size)).toMatchObject({ partSize: 8 * MIB, partCount: 3, sent: [] });
    expect(await resume({}, 5)).toMatchObject({ partSize: 5, partCount: 1 });
  });

  test("goes on with the checksum that it promised", async () => {
    const whole = { ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" };
    expect(await resume({ 1: 6 * MIB }, size, whole)).toMatchObject({ checksum: "CRC64NVME" });
  });

  test.each([
    ["whose size nobody told", { 1: 6 * MIB }, undefined, /how large/],
    ["whose first part is missing", { 2: 6 * MIB }, size, /thrown away/],
    ["whose parts differ", { 1: 6 * MIB, 2: 7 * MIB }, size, /part 2.*thrown away/],
    ["whose last part is too long", { 1: 6 * MIB, 4: 6 * MIB }, size, /part 4.*thrown away/],
    ["that has more parts than the file", { 1: 6 * MIB, 5: 6 * MIB }, size, /part 5.*thrown away/],
    ["whose parts are too small", { 1: MIB }, size, /thrown away/],
  ])("%s is refused in words", async (_, parts, whole, words) => {
    const refused = { code: "invalid_request", message: expect.stringMatching(words) };
    await expect(resume(parts, whole)).rejects.toMatchObject(refused);
  });

  test("whose parts must bring checksums is refused in words", async () => {
    const refused = { code: "invalid_request", message: expect.stringContaining("thrown away") };
    const each = { ChecksumAlgorithm: "SHA256", ChecksumType: "COMPOSITE" };
    await expect(resume({}, size, each)).rejects.toMatchObject(refused);
  });
});
