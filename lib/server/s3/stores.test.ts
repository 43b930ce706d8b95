import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkEvent } from "@/lib/schemas/events";
import type { SignedPart, Upload } from "@/lib/schemas/uploads";
import { PROFILES, type Profile } from "@/sandbox/profiles/profiles";
import type { Quirks } from "@/sandbox/profiles/quirks";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { beginUpload } from "../uploads/begin";
import { completeUpload } from "../uploads/complete";
import { listBuckets } from "./buckets";
import { capabilitiesOf } from "./capabilities";
import type { Chosen } from "./selection";

const root = testActor("root");
const place = { connection: "s3", bucket: "inbox" };
const MIB = 1024 * 1024;
const ORIGIN = "https://cooper.example.com";
const soon = () => AbortSignal.timeout(15_000);

async function startStore(store: { profile?: Profile; quirks?: Quirks }) {
  const world = await startTestWorld(store);
  await world.store().send(new CreateBucketCommand({ Bucket: "inbox" }));
  return world;
}

const begin = (key: string, size: number, more: object = {}) =>
  beginUpload(
    root,
    place,
    { key, size, contentType: "text/plain", onConflict: "fail", metadata: {}, ...more },
    soon(),
  );

const send = ({ url, headers }: SignedPart, body: Buffer) =>
  fetch(url, { method: "PUT", body: new Uint8Array(body), headers });

async function sendAll(upload: Upload, body: Buffer): Promise<number[]> {
  const answers = await Promise.all(
    upload.parts.map((part) =>
      send(part, body.subarray((part.number - 1) * upload.partSize, part.number * upload.partSize)),
    ),
  );
  return answers.map(({ status }) => status);
}

const upload = async (key: string, body: Buffer) => {
  const begun = await begin(key, body.length);
  expect(new Set(await sendAll(begun, body))).toEqual(new Set([200]));
  return completeUpload(root, begun.ticket, {}, soon());
};

const put = (world: TestWorld, key: string, body: string) =>
  world.store().send(new PutObjectCommand({ Bucket: "inbox", Key: key, Body: body }));

async function stored(world: TestWorld, key: string): Promise<string | undefined> {
  const { Body } = await world.store().send(new GetObjectCommand({ Bucket: "inbox", Key: key }));
  return Body?.transformToString();
}

async function remove(world: TestWorld, chosen: Partial<Chosen>): Promise<WorkEvent | undefined> {
  let last: WorkEvent | undefined;
  for await (const event of world.open(root, "inbox").delete({ keys: [], prefixes: [], ...chosen }, soon()))
    last = event;
  return last;
}

async function keysOf(world: TestWorld): Promise<(string | undefined)[]> {
  const { Contents } = await world.store().send(new ListObjectsV2Command({ Bucket: "inbox" }));
  return (Contents ?? []).map(({ Key }) => Key);
}

/** Whether a name that is taken while the bytes are on their way keeps what it holds, for one PUT and for parts. */
const SPARES: Record<Profile, { single: boolean; parts: boolean }> = {
  aws: { single: true, parts: true },
  ceph16: { single: true, parts: true },
  minio: { single: true, parts: true },
  garage: { single: false, parts: true },
  r2: { single: true, parts: true },
  b2: { single: false, parts: true },
};

describe.each(PROFILES)("on a store like %s", (profile) => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await startStore({ profile });
  });
  afterAll(() => world.close());

  test("files go up whole, in one piece and in parts, and come back", async () => {
    expect(await upload("small", Buffer.from("12345"))).toMatchObject({ key: "small", size: 5 });
    const body = Buffer.alloc(20 * MIB, "cooper ");
    const done = await upload("large", body);
    expect(done).toMatchObject({ size: body.length, etag: expect.stringMatching(/-3$/) });
    const signed = await world.open(root, "inbox").signedRead({ key: "large", disposition: "attachment" });
    const answer = await fetch(signed?.url ?? "");
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    expect(await keysOf(world)).toEqual(["large", "small"]);
  });

  test("a name that is taken is a question before a byte is sent", async () => {
    await put(world, "taken", "old");
    await expect(begin("taken", 3)).rejects.toMatchObject({ code: "conflict" });
    await expect(begin("taken", 20 * MIB)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a name that is taken meanwhile is spared where the store can, and never called safe where it cannot", async () => {
    const single = await begin("race-single", 3);
    await put(world, "race-single", "old");
    const [status] = await sendAll(single, Buffer.from("new"));
    expect(status).toBe(SPARES[profile].single ? 412 : 200);
    expect(await stored(world, "race-single")).toBe(SPARES[profile].single ? "old" : "new");
    if (!SPARES[profile].single)
      expect((await completeUpload(root, single.ticket, {}, soon())).atomic).not.toBe(true);
    const parts = await begin("race-parts", 16 * MIB);
    await sendAll(parts, Buffer.alloc(16 * MIB));
    await put(world, "race-parts", "old");
    const completed = completeUpload(root, parts.ticket, {}, soon());
    await expect(completed).rejects.toMatchObject({ code: "conflict" });
    expect(await stored(world, "race-parts")).toBe("old");
  });

  test("a replace puts the new object there, on demand only over the one that was seen", async () => {
    await put(world, "seen", "one");
    const over = await begin("seen", 3, { onConflict: "replace" });
    expect(await sendAll(over, Buffer.from("two"))).toEqual([200]);
    const { etag } = await world.open(root, "inbox").details("seen");
    const exact = await begin("seen", 5, { onConflict: "replace", ifMatch: etag });
    // Ceph 16 takes no quoted ETag: refused, and nothing lost.
    expect(await sendAll(exact, Buffer.from("three"))).toEqual([profile === "ceph16" ? 412 : 200]);
    expect(await stored(world, "seen")).toBe(profile === "ceph16" ? "two" : "three");
    await expect(begin("seen", 1, { onConflict: "replace", ifMatch: "0" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("folders are made, and whole selections deleted", async () => {
    const bucket = world.open(root, "inbox");
    await bucket.createFolder("folder/");
    await expect(bucket.createFolder("folder/")).rejects.toMatchObject({ code: "conflict" });
    for (const key of ["folder/a", "folder/b/c", "folders"]) await put(world, key, "x");
    const done = await remove(world, { keys: [{ key: "race-parts" }], prefixes: ["folder/"] });
    expect(done).toMatchObject({ type: "done", ok: 4, failed: 0 });
    expect(await keysOf(world)).toContain("folders");
    expect(await keysOf(world)).not.toContain("folder/a");
  });

  test("the buckets are listed, or said to be incomplete", async () => {
    const { buckets, complete } = await listBuckets(root, "s3", soon());
    expect(complete).toBe(profile !== "r2");
    if (complete) expect(buckets.map(({ name }) => name)).toEqual(["inbox"]);
  });

  test("a link for others works", async () => {
    await put(world, "shared", "for you");
    const wanted = { key: "shared", disposition: "attachment" as const };
    const { url } = await world.open(root, "inbox").signedLink(wanted, 60);
    expect(await (await fetch(url)).text()).toBe("for you");
  });

  test("whether a page may upload is found out, and mended where the store lets Cooper", async () => {
    const bucket = world.open(root, "inbox");
    const before = await bucket.checkCors(ORIGIN);
    expect(before.passes).toBe(profile === "minio");
    if (profile === "minio") return;
    expect(before).toMatchObject({ canAdd: true, missing: [expect.stringContaining(ORIGIN)] });
    expect(await bucket.addCorsRule(ORIGIN)).toMatchObject({ passes: true, missing: [] });
  });
});

describe("a store without batches", () => {
  test("has its objects deleted one by one", async () => {
    const world = await startStore({ quirks: { noMultiDelete: true } });
    for (let at = 0; at < 20; at++) await put(world, `many/${at}`, "x");
    await put(world, "spared", "x");
    expect(await remove(world, { prefixes: ["many/"] })).toMatchObject({ type: "done", ok: 20, failed: 0 });
    expect(await keysOf(world)).toEqual(["spared"]);
    expect(capabilitiesOf(world.connections[0]!).multiDelete).toBe(false);
    await world.close();
  });
});

describe("a store that keeps no CORS rules for buckets", () => {
  test("has its administrator told what to set, where it does not let the page through", async () => {
    const world = await startStore({ profile: "minio", quirks: { allowsEveryOrigin: false } });
    const bucket = world.open(root, "inbox");
    expect(await bucket.checkCors(ORIGIN)).toMatchObject({ passes: false });
    const why = { code: "not_supported", message: expect.stringContaining("administrator") };
    await expect(bucket.addCorsRule(ORIGIN)).rejects.toMatchObject(why);
    const after = await bucket.checkCors(ORIGIN);
    expect(after).toMatchObject({ passes: false, canAdd: false });
    expect(after.missing.join(" ")).toContain("cors_allow_origin");
    await world.close();
  });
});

describe("a store that takes no conditions", () => {
  test("is asked once, and nothing is written to find out", async () => {
    const world = await startStore({ profile: "b2" });
    const first = await begin("first", 5);
    expect(first.parts[0]?.headers).not.toHaveProperty("if-none-match");
    expect(await keysOf(world)).toEqual([]);
    expect(capabilitiesOf(world.connections[0]!).conditionalPut).toBe(false);
    await world.close();
  });

  test("has parts joined without one, once it was looked for the name", async () => {
    const world = await startStore({
      quirks: { refusesConditionalPut: true, refusesConditionalComplete: true },
    });
    const done = await upload("joined", Buffer.alloc(16 * MIB));
    expect(done).toMatchObject({ size: 16 * MIB, atomic: false });
    expect(capabilitiesOf(world.connections[0]!).conditionalComplete).toBe(false);
    const taken = await begin("taken", 16 * MIB);
    await sendAll(taken, Buffer.alloc(16 * MIB));
    await put(world, "taken", "old");
    await expect(completeUpload(root, taken.ticket, {}, soon())).rejects.toMatchObject({ code: "conflict" });
    await world.close();
  });

  test("is not what a store that takes them, or cannot be asked, is held for", async () => {
    const world = await startStore({});
    expect((await begin("first", 5)).parts[0]?.headers).toHaveProperty("if-none-match", "*");
    expect(await keysOf(world)).toEqual([]);
    const reader = beginUpload(
      root,
      { connection: "reader", bucket: "inbox" },
      { key: "k", size: 1, contentType: "text/plain", onConflict: "fail", metadata: {} },
      soon(),
    );
    expect((await reader).parts[0]?.headers).toHaveProperty("if-none-match", "*");
    await world.close();
  });
});
