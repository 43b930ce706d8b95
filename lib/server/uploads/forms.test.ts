import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SignedPart } from "@/lib/schemas/uploads";
import { capabilitiesOf } from "../s3/capabilities";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { beginUpload, signMore } from "./begin";
import { completeBatched, completeUpload } from "./complete";
import { lookUpSingles } from "./names";

const root = testActor("root");
const place = { connection: "s3", bucket: "inbox" };
const PAGE = "https://cooper.example";
const soon = () => AbortSignal.timeout(15_000);

let world: TestWorld;
afterEach(() => world.close());

async function start(options: Parameters<typeof startTestWorld>[0] = {}, methods = ["PUT", "POST"]) {
  world = await startTestWorld(options);
  await world.store().send(new CreateBucketCommand({ Bucket: "inbox" }));
  const rule = { AllowedOrigins: [PAGE], AllowedMethods: methods, AllowedHeaders: ["*"] };
  const CORSConfiguration = { CORSRules: [rule] };
  if (!options.profile || options.profile === "aws")
    await world.store().send(new PutBucketCorsCommand({ Bucket: "inbox", CORSConfiguration }));
}

const begin = (key: string, more: object = {}, origin: string | null = PAGE) =>
  beginUpload(
    root,
    place,
    { key, size: 4, contentType: "text/plain", onConflict: "replace", metadata: {}, form: true, ...more },
    soon(),
    { origin },
  );

/** Begins until the answer to what the store takes is there, or a while has passed. */
async function methodOf(key: string, more: object = {}): Promise<string | undefined> {
  await begin(key, more);
  for (let tries = 0; tries < 40; tries++) {
    const { parts } = await begin(key, more);
    if (parts[0]?.method === "POST") return "POST";
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return "PUT";
}

function send(part: SignedPart | undefined, body: string, changes: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...part?.fields, ...changes })) form.append(name, value);
  form.append("file", new Blob([body]));
  return fetch(part?.url ?? "", { method: "POST", body: form });
}

describe("the names of a store", () => {
  test.each(["fail", "replace"])("are used in turn by small files that may %s", async (onConflict) => {
    await start();
    const [first] = world.connections;
    if (first) first.publicEndpointAliases = [world.url.replace("127.0.0.1", "127.0.0.2")];
    const expected = onConflict === "replace" ? await methodOf("warm") : "PUT";
    const hosts = new Map<string, number>();
    for (let index = 0; index < 10; index++) {
      const [part] = (await begin(`${index}`, { onConflict })).parts;
      expect(part?.method).toBe(expected);
      const { hostname } = new URL(part?.url ?? "");
      hosts.set(hostname, (hosts.get(hostname) ?? 0) + 1);
    }
    expect(Object.fromEntries(hosts)).toEqual({ "127.0.0.1": 5, "127.0.0.2": 5 });
  });
});

describe("a form for a small file", () => {
  test("creates exactly the object that was begun, and no other", async () => {
    await start();
    expect((await begin("first")).parts[0]?.method).toBe("PUT");
    expect(await methodOf("warm")).toBe("POST");
    const value = createHash("sha256").update("body").digest("base64");
    const key = "ordner/ü b+%\u{1f600}.txt";
    const checksum = { algorithm: "SHA256", value };
    const upload = await begin(key, { checksum, metadata: { a: "b c" }, modified: "2026-01-02T03:04:05Z" });
    const [part] = upload.parts;
    expect(part).toMatchObject({ number: 1, method: "POST", headers: {} });
    for (const [body, changes] of [
      ["bodyb", {}],
      ["bod", {}],
      ["ydob", {}],
      ["body", { key: "other" }],
      ["body", { "Content-Type": "text/html" }],
      ["body", { "x-amz-meta-a": "c" }],
      ["body", { acl: "public-read" }],
    ] as const)
      expect((await send(part, body, changes)).status).toBeGreaterThanOrEqual(400);
    const answer = await send(part, "body");
    expect(answer.status).toBe(201);
    const etag = createHash("md5").update("body").digest("hex");
    expect(await answer.text()).toContain(`<ETag>&quot;${etag}&quot;</ETag>`);
    const done = await completeUpload(root, upload.ticket, { parts: [{ number: 1, etag }] }, soon());
    expect(done).toMatchObject({ key, size: 4, etag, verified: "SHA256", atomic: null });
    const head = await world.store().send(new HeadObjectCommand({ Bucket: "inbox", Key: key }));
    expect(head).toMatchObject({ ContentType: "text/plain", Metadata: { a: "b c", mtime: "1767323045" } });
    const { Contents } = await world.store().send(new ListObjectsV2Command({ Bucket: "inbox" }));
    expect(Contents?.map(({ Key }) => Key)).toEqual([key]);
  });

  describe("with a checksum", () => {
    const checksum = { algorithm: "SHA256", value: createHash("sha256").update("body").digest("base64") };
    const etag = createHash("md5").update("body").digest("hex");

    /** What was promised at the beginning, and what is said at the end. */
    async function words(key: string, store: (part: SignedPart | undefined) => Promise<unknown>) {
      const upload = await begin(key, { checksum });
      expect(upload.parts[0]?.method).toBe("POST");
      await store(upload.parts[0]);
      const entry = { ticket: upload.ticket, etag };
      const names = await lookUpSingles(root, [entry, entry, entry, entry], soon());
      return [upload.checksum, (await completeBatched(root, entry, soon(), names)).verified];
    }
    beforeEach(async () => {
      await start();
      expect(await methodOf("warm", { checksum })).toBe("POST");
      expect(capabilitiesOf(world.connections[0] as never).checksums).toBe(true);
    });

    test("is called verified by it from when the store was seen to keep it", async () => {
      expect(await words("a/1", (part) => send(part, "body"))).toEqual([null, "SHA256"]);
      expect(await words("a/2", (part) => send(part, "body"))).toEqual(["SHA256", "SHA256"]);
    });

    test("is not called verified by a store that holds only PUTs to theirs", async () => {
      const Bucket = "inbox";
      const put = (Key: string) =>
        world.store().send(new PutObjectCommand({ Bucket, Key, Body: "body", ChecksumAlgorithm: "CRC32" }));
      for (const key of ["a/1", "a/2"]) expect(await words(key, () => put(key))).toEqual([null, null]);
    });
  });

  test("is followed by a PUT when it is signed again", async () => {
    await start();
    await methodOf("warm");
    const { ticket } = await begin("again");
    expect((await signMore(root, ticket, [1], soon())).parts[0]?.method).toBe("PUT");
  });

  test("is for names that may be overwritten, for small files, and for keys that a field can carry", async () => {
    await start();
    expect(await methodOf("warm")).toBe("POST");
    const method = async (key: string, more: object = {}, origin: string | null = PAGE) =>
      (await begin(key, more, origin)).parts[0]?.method;
    expect(await method("new", { onConflict: "fail" })).toBe("PUT");
    expect(await method("large", { size: 6 * 1024 * 1024 })).toBe("PUT");
    expect(await method("unasked", { form: undefined })).toBe("PUT");
    expect(await method("of a program", {}, null)).toBe("PUT");
    for (const key of ["a/${filename}", "a\nb", " a", "b ", "a\\b"]) expect(await method(key)).toBe("PUT");
    expect(await method("plain")).toBe("POST");
  });

  test("is not used where its answer could not be read", async () => {
    await start({}, ["PUT"]);
    expect(await methodOf("a")).toBe("PUT");
    expect(capabilitiesOf(world.connections[0] as never).postForm).toBe(true);
  });

  test("is not used on a store that knows none", async () => {
    await start({ quirks: { noFormUploads: true } });
    expect(await methodOf("a")).toBe("PUT");
    expect(capabilitiesOf(world.connections[0] as never).postForm).toBe(false);
  });

  test("is used for new names where the store knows no conditions", async () => {
    await start({ quirks: { refusesConditionalPut: true } });
    expect(await methodOf("new", { onConflict: "fail" })).toBe("POST");
  });
});

test("the store's names are used in turn, and without a second one nothing changes", async () => {
  await start();
  const hosts = async () => {
    const uploads = [];
    for (const key of ["a", "b", "c", "d"]) uploads.push(await begin(key, { form: undefined }));
    return uploads.map(({ parts }) => new URL(parts[0]?.url ?? "").hostname);
  };
  expect(new Set(await hosts())).toEqual(new Set(["127.0.0.1"]));
  const [connection] = world.connections;
  if (connection) connection.publicEndpointAliases = [world.url.replace("127.0.0.1", "localhost")];
  const [first, second, ...rest] = await hosts();
  expect([first, second].sort()).toEqual(["127.0.0.1", "localhost"]);
  expect(rest).toEqual([first, second]);
  const large = await begin("large", { size: 64 * 1024 * 1024 });
  const names = large.parts.map(({ url }) => new URL(url).hostname);
  expect(names).toEqual(["localhost", "127.0.0.1", "localhost", "127.0.0.1"]);
});
