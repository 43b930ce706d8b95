import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ScanEvent } from "@/lib/schemas/downloads";
import { everything, startTestWorld, type TestWorld, testActor } from "../test-world";

const root = testActor("root");
const ann = testActor("ann");
const LIST = { operation: "ListObjectsV2" as const };

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld({ virtual: [{ name: "many", shape: "tree", keys: 3500 }] });
  await world.store().send(new CreateBucketCommand({ Bucket: "docs" }));
  for (const Key of ["a", "b/", "b/c", "b//d", "b/../e", "bc", "z\u0001\n"])
    await world.store().send(new PutObjectCommand({ Bucket: "docs", Key, Body: "12345" }));
});
afterAll(() => world.close());
beforeEach(() => world.configure());
afterEach(() => world.chaos.clear());

async function run(bucket: string, prefix: string, actor = root, signal = AbortSignal.timeout(30_000)) {
  const events: ScanEvent[] = [];
  for await (const some of world.open(actor, bucket).scan({ prefix }, signal)) events.push(...some);
  return events;
}

const keysOf = (events: ScanEvent[]) =>
  events.flatMap((event) => (event.type === "object" ? [event.key] : []));

test("names every object below a prefix with what a listing knows of it, then the sums", async () => {
  const events = await run("docs", "b/");
  expect(keysOf(events)).toEqual(["b/", "b/../e", "b//d", "b/c"]);
  expect(events[0]).toMatchObject({ type: "object", size: 5, storageClass: "STANDARD" });
  expect(events.at(-1)).toEqual({ type: "done", ok: 4, failed: 0, bytes: 20 });
  expect(keysOf(await run("docs", ""))).toHaveLength(7);
});

test("goes on behind a key", async () => {
  const events: ScanEvent[] = [];
  const scan = world.open(root, "docs").scan({ prefix: "b/", after: "b//d" }, AbortSignal.timeout(9000));
  for await (const some of scan) events.push(...some);
  expect(keysOf(events)).toEqual(["b/c"]);
});

test("asks page by page, and goes on where the store is busy for a while", async () => {
  const before = world.journal.last;
  world.chaos.add({ match: LIST, after: 2, times: 4, faults: [{ kind: "slow-down" }] });
  const events = await run("many", "");
  expect(new Set(keysOf(events)).size).toBe(3500);
  expect(events.at(-1)).toMatchObject({ type: "done", ok: 3500 });
  expect(world.journal.last - before).toBeGreaterThanOrEqual(8);
});

test("a store that is busy from the start is told at once", async () => {
  world.chaos.add({ match: LIST, faults: [{ kind: "slow-down" }] });
  await expect(run("docs", "")).rejects.toMatchObject({ code: "s3_busy" });
});

test("a refusal in the middle is not waited out", async () => {
  world.chaos.add({
    match: LIST,
    after: 1,
    faults: [{ kind: "status", status: 403, code: "AccessDenied" }],
  });
  await expect(run("many", "")).rejects.toMatchObject({ code: "s3_denied" });
});

test("needs list and read on the whole prefix", async () => {
  const grant = { ...everything, to: "user:local:ann", prefix: "b/" };
  world.configure([{ ...grant, allow: ["list"] }]);
  await expect(run("docs", "b/", ann)).rejects.toMatchObject({ code: "forbidden" });
  world.configure([{ ...grant, allow: ["read"] }]);
  await expect(run("docs", "b/", ann)).rejects.toMatchObject({ code: "forbidden" });
  world.configure([{ ...grant, allow: ["list", "read"] }]);
  expect(keysOf(await run("docs", "b/", ann))).toHaveLength(4);
  for (const prefix of ["", "c/"])
    await expect(run("docs", prefix, ann)).rejects.toMatchObject({ code: "not_found" });
});

test("a grant that is taken away ends it at the next page", async () => {
  const scan = world.open(root, "many").scan({ prefix: "" }, AbortSignal.timeout(30_000));
  await scan.next();
  world.configure([]);
  await expect(scan.next()).rejects.toMatchObject({ code: "not_found" });
});

test("whoever leaves ends it, also while it waits for a busy store", async () => {
  const leaving = new AbortController();
  const scan = world.open(root, "many").scan({ prefix: "" }, leaving.signal);
  await scan.next();
  world.chaos.add({ match: LIST, faults: [{ kind: "slow-down", retryAfter: 60 }] });
  const next = scan.next();
  next.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 100));
  leaving.abort();
  await expect(next).rejects.toBeDefined();
  const asked = world.journal.last;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(world.journal.last).toBe(asked);
});
