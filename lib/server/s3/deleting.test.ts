import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { WorkEvent } from "@/lib/schemas/events";
import { everything, startTestWorld, type TestWorld, testActor } from "../test-world";
import type { Chosen } from "./selection";

const root = testActor("root");
const ann = testActor("ann");
const soon = () => AbortSignal.timeout(30_000);

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(() => world.close());
beforeEach(() => world.configure());

async function fill(bucket: string, keys: string[]): Promise<void> {
  await world.store().send(new CreateBucketCommand({ Bucket: bucket }));
  await Promise.all(
    keys.map((Key) => world.store().send(new PutObjectCommand({ Bucket: bucket, Key, Body: "12345" }))),
  );
}

async function keysOf(bucket: string, prefix = ""): Promise<string[]> {
  const page = await world.open(root, bucket).list({ prefix, limit: 1000 });
  const deeper = await Promise.all(page.prefixes.map((inner) => keysOf(bucket, inner)));
  return [...page.objects.map(({ key }) => key), ...deeper.flat()].sort();
}

async function run(
  kind: "count" | "delete",
  bucket: string,
  chosen: Partial<Chosen>,
  connection = "s3",
  actor = root,
) {
  const events: WorkEvent[] = [];
  const work = world.open(actor, bucket, connection)[kind]({ keys: [], prefixes: [], ...chosen }, soon());
  for await (const event of work) events.push(event);
  return events;
}

const keys = (...names: string[]) => names.map((key) => ({ key }));

describe("deleting", () => {
  test("takes exact keys and prefixes, and nothing that only begins alike", async () => {
    await fill("alike", [
      "report.pdf",
      "report.pdf.bak",
      "tea",
      "tea/",
      "tea/a",
      "tea/b/c",
      "team/x",
      "../x",
      "a/../b",
    ]);
    const counted = await run("count", "alike", {
      keys: keys("report.pdf", "no such"),
      prefixes: ["tea/", "tea/b/"],
    });
    expect(counted.at(-1)).toEqual({ type: "done", ok: 4, failed: 0, bytes: 20 });
    const done = await run("delete", "alike", {
      keys: keys("report.pdf", "tea/a"),
      prefixes: ["tea/", "tea/b/"],
    });
    expect(done.at(-1)).toMatchObject({ type: "done", ok: 4, failed: 0 });
    expect(await keysOf("alike")).toEqual(["../x", "a/../b", "report.pdf.bak", "tea", "team/x"]);
    await run("delete", "alike", { keys: keys("../x"), prefixes: ["a/"] });
    expect(await keysOf("alike")).toEqual(["report.pdf.bak", "tea", "team/x"]);
  });

  test("goes beyond a page", async () => {
    await fill("many", [...Array.from({ length: 1203 }, (_, index) => `p/${index}`), "q"]);
    expect((await run("count", "many", { prefixes: ["p/"] })).at(-1)).toMatchObject({
      ok: 1203,
      bytes: 6015,
    });
    expect((await run("delete", "many", { prefixes: ["p/"] })).at(-1)).toMatchObject({ ok: 1203, failed: 0 });
    expect(await keysOf("many")).toEqual(["q"]);
  });

  test("a key that XML cannot carry fails nobody", async () => {
    await fill("odd", ["a", "b\u0001", "c\ufffe", "d\r", "e"]);
    const done = await run("delete", "odd", { keys: keys("a", "b\u0001", "c\ufffe", "d\r", "e") });
    expect(done.at(-1)).toMatchObject({ ok: 5, failed: 0 });
    expect(await keysOf("odd")).toEqual([]);
  });

  test("names each key that the store refuses", async () => {
    await fill("refused", ["a", "b\u0001"]);
    const events = await run("delete", "refused", { keys: keys("a", "b\u0001") }, "reader");
    expect(events.filter(({ type }) => type === "failed")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: "done", ok: 0, failed: 2 });
  });

  test("needs the right on all of it before anything goes", async () => {
    await fill("mixed", ["in/a", "out/b"]);
    world.configure([
      everything,
      { to: "user:local:ann", connection: "s3", bucket: "mixed", prefix: "in/", allow: ["list", "delete"] },
    ]);
    await expect(run("delete", "mixed", { keys: keys("in/a", "out/b") }, "s3", ann)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(
      run("delete", "mixed", { keys: keys("in/a"), prefixes: ["out/"] }, "s3", ann),
    ).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(
      run("delete", "mixed", { keys: [{ key: "in/a", versionId: "v" }] }, "s3", ann),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(await keysOf("mixed")).toEqual(["in/a", "out/b"]);
    await run("delete", "mixed", { prefixes: ["in/"] }, "s3", ann);
    expect(await keysOf("mixed")).toEqual(["out/b"]);
  });
});

describe("long work", () => {
  test("ends as soon as the right to it does", async () => {
    await fill(
      "revoked",
      Array.from({ length: 1001 }, (_, index) => `p/${index}`),
    );
    const work = world.open(root, "revoked").delete({ keys: [], prefixes: ["p/"] }, soon());
    await work.next();
    world.configure([{ ...everything, allow: ["list"] }]);
    await expect(
      (async () => {
        for await (const event of work) expect(event.type).not.toBe("done");
      })(),
    ).rejects.toMatchObject({ code: "forbidden" });
    world.configure();
    expect(await keysOf("revoked")).toHaveLength(1);
  });

  test("counts named keys with a word of progress before the first answer", async () => {
    await fill("counted", ["a", "b"]);
    const work = world.open(root, "counted").count({ keys: keys("a", "b"), prefixes: [] }, soon());
    expect((await work.next()).value).toEqual({
      type: "progress",
      listed: 0,
      bytes: 0,
      done: 0,
      requests: 0,
    });
    await work.return(undefined);
  });
});

describe("CORS", () => {
  const origin = "http://cooper.test:3000";
  const other = {
    ID: "theirs",
    AllowedOrigins: ["https://other.test"],
    AllowedMethods: ["GET"],
    MaxAgeSeconds: 60,
  };
  const rulesOf = async (bucket: string) =>
    (await world.store().send(new GetBucketCorsCommand({ Bucket: bucket }))).CORSRules ?? [];

  test("a bucket without rules says what it lacks, and the rule that is added lets a browser through", async () => {
    await fill("nocors", []);
    const bucket = world.open(root, "nocors");
    expect(await bucket.checkCors(origin)).toMatchObject({ passes: false, canAdd: true, rules: [] });
    expect(await bucket.addCorsRule(origin)).toMatchObject({ passes: true, missing: [] });
    const preflight = await fetch(`${world.url}/nocors/x`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "content-type,if-none-match",
      },
    });
    expect(preflight.status).toBe(200);
  });

  test("the rules that are there stay as they are", async () => {
    await fill("hascors", []);
    const poor = { AllowedOrigins: [origin], AllowedMethods: ["PUT", "GET"], AllowedHeaders: ["*"] };
    const put = new PutBucketCorsCommand({
      Bucket: "hascors",
      CORSConfiguration: { CORSRules: [other, poor] },
    });
    await world.store().send(put);
    const bucket = world.open(root, "hascors");
    expect((await bucket.checkCors(origin)).missing).toEqual(["The header ETag is not exposed."]);
    expect(await bucket.addCorsRule(origin)).toMatchObject({ passes: true });
    await bucket.addCorsRule(origin);
    const rules = await rulesOf("hascors");
    expect(rules).toHaveLength(3);
    expect(rules).toEqual(
      expect.arrayContaining([expect.objectContaining(other), expect.objectContaining(poor)]),
    );
  });

  test("only those who manage the whole bucket see and change its rules", async () => {
    await fill("theirs", []);
    world.configure([{ ...everything, to: "user:local:ann", prefix: "in/" }]);
    const bucket = world.open(ann, "theirs");
    expect(await bucket.checkCors(origin)).toMatchObject({ passes: false, rules: null, canAdd: false });
    await expect(bucket.addCorsRule(origin)).rejects.toMatchObject({ code: "not_found" });
  });
});
