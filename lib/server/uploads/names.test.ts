import { createHash } from "node:crypto";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Upload } from "@/lib/schemas/uploads";
import { learn } from "../s3/capabilities";
import { startTestWorld, type TestWorld, testActor } from "../test-world";
import { beginUpload } from "./begin";
import { completeBatched } from "./complete";
import { lookUp, lookUpSingles } from "./names";

const root = testActor("root");
const soon = () => AbortSignal.timeout(15_000);
const keys = Array.from({ length: 12 }, (_, index) => `drop/${index}`);

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
  for (const Bucket of ["one", "two"]) await world.store().send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => world.close());
beforeEach(() => world.configure());

const put = (Bucket: string, Key: string, Body: string) =>
  world.store().send(new PutObjectCommand({ Bucket, Key, Body }));

async function begin(bucket: string, some: string[], more: object = {}): Promise<(Upload | Error)[]> {
  const place = { connection: "s3", bucket };
  const names = await lookUp(
    root,
    some.map((key) => ({ ...place, key })),
    soon(),
  );
  const file = { size: 4, contentType: "text/plain", onConflict: "fail", metadata: {}, ...more } as const;
  return Promise.all(
    some.map((key) => beginUpload(root, place, { key, ...file }, soon(), { names }).catch((error) => error)),
  );
}

/** Sends `text` to each upload, and answers what a browser completes them with. */
const send = (uploads: (Upload | Error)[], text = "body") =>
  Promise.all(
    uploads.map(async (upload) => {
      if (upload instanceof Error) throw upload;
      const [part] = upload.parts;
      const answer = await fetch(part?.url ?? "", {
        method: "PUT",
        body: text,
        headers: part?.headers ?? {},
      });
      return { ticket: upload.ticket, etag: answer.headers.get("etag") ?? "" };
    }),
  );

async function complete(entries: { ticket: string; etag: string }[]) {
  await world.journal.quiet();
  world.journal.clear();
  const names = await lookUpSingles(root, entries, soon());
  const results = await Promise.all(
    entries.map((entry) => completeBatched(root, entry, soon(), names).catch((error) => error)),
  );
  await world.journal.quiet();
  return { results, requests: world.journal.entries().map(({ operation }) => operation ?? "?") };
}

test("a batch is begun and completed with two requests to the store for each bucket", async () => {
  await begin("one", ["warm"]);
  await world.journal.quiet();
  world.journal.clear();
  const begun = await begin("one", keys);
  await world.journal.quiet();
  expect(
    world.journal
      .entries()
      .map(({ operation }) => operation)
      .sort(),
  ).toEqual(["HeadObject", "ListObjectsV2"]);
  const others = await begin("two", keys);
  const entries = await send([...begun, ...others]);
  const { results, requests } = await complete(entries);
  expect(requests.sort()).toEqual(["HeadObject", "HeadObject", "ListObjectsV2", "ListObjectsV2"]);
  const etag = createHash("md5").update("body").digest("hex");
  for (const [index, result] of results.entries())
    expect(result).toMatchObject({ key: keys[index % 12], size: 4, etag, verified: null });
});

test("a name that is taken is told before a byte is sent, and only its own file fails", async () => {
  await put("one", "taken/3", "old");
  const some = ["taken/1", "taken/2", "taken/3", "taken/4", "taken/5"];
  const begun = await begin("one", some);
  expect(begun.map((upload) => (upload instanceof Error ? upload.message : "begun"))).toEqual([
    "begun",
    "begun",
    "An object of this name exists already.",
    "begun",
    "begun",
  ]);
});

test("what stood there before is not taken for what was sent, and what is missing is said to be", async () => {
  const some = ["late/1", "late/2", "late/3", "late/4", "late/5"];
  await put("one", "late/2", "abcd");
  const begun = await begin("one", some, { onConflict: "replace" });
  const sent = await send(begun.filter((_, index) => index !== 1 && index !== 3));
  const tickets = begun.flatMap((upload) => (upload instanceof Error ? [] : [upload.ticket]));
  const at = (index: number) => ({ ticket: tickets[index] ?? "", etag: `"${"0".repeat(32)}"` });
  const [first, third, fifth] = sent as [(typeof sent)[0], (typeof sent)[0], (typeof sent)[0]];
  const { results } = await complete([first, at(1), third, at(3), fifth]);
  expect(results.map((result) => result.code ?? "stored")).toEqual([
    "stored",
    "incomplete_upload",
    "stored",
    "incomplete_upload",
    "stored",
  ]);
});

test("a checksum counts as verified unread only where the store was seen to verify them", async () => {
  const value = createHash("sha256").update("body").digest("base64");
  const checksum = { algorithm: "SHA256", value };
  const some = (folder: string) => keys.map((key) => `${folder}/${key}`);
  for (const [folder, known, most] of [
    ["unsure", null, 13],
    ["sure", true, 1],
    // Such a store has none to be read back, and asking each object for it would be in vain.
    ["kept nowhere", false, 1],
  ] as const) {
    for (const connection of world.connections) learn(connection, { checksums: known });
    const { results, requests } = await complete(await send(await begin("one", some(folder), { checksum })));
    expect(results.every(({ verified }) => verified === (known === false ? null : "SHA256"))).toBe(true);
    expect(requests.filter((name) => name === "HeadObject")).toHaveLength(most);
  }
});
