import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { everything, startTestWorld, type TestWorld, testActor } from "../test-world";

const root = testActor("root");
const ann = testActor("ann");
/** Enough that a page of a thousand does not reach from one end to the other. */
const crowd: string[] = [];

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld({ virtual: [{ name: "crowd", shape: "hex", keys: 1500 }] });
  await world.store().send(new CreateBucketCommand({ Bucket: "names" }));
  const keys = ["in/a", "in/b b+%/ü", "in/c", "in/\u{10000}", "in/\uffee", "in-between", "other/a"];
  await Promise.all(
    keys.map((Key) =>
      world.store().send(new PutObjectCommand({ Bucket: "names", Key, Body: Key.slice(0, 5) })),
    ),
  );
  let cursor: string | undefined;
  do {
    const page = await world.open(root, "crowd").list({ prefix: "", limit: 1000, cursor });
    crowd.push(...page.objects.map(({ key }) => key));
    cursor = page.cursor ?? undefined;
  } while (cursor);
});
afterAll(() => world.close());
beforeEach(() => world.configure());

/** Looks up, and compares each with what asking for it alone tells. */
async function lookUp(keys: string[], { name = "names", connection = "s3" } = {}) {
  const bucket = world.open(root, name, connection);
  await bucket.existing("x");
  await world.journal.quiet();
  world.journal.clear();
  const found = await bucket.existingAmong(keys);
  await world.journal.quiet();
  const requests = world.journal.entries().map(({ operation }) => operation);
  for (const key of keys) {
    const { known, object } = await bucket.existing(key);
    const alone = object && { key, size: object.size, etag: object.etag, modified: object.modified };
    expect(found.get(key)).toMatchObject({ known, object: alone });
  }
  return {
    heads: requests.filter((name) => name === "HeadObject").length,
    lists: requests.filter((name) => name === "ListObjectsV2").length,
    present: [...found.values()].filter(({ object }) => object).length,
  };
}

test("a folder's names cost one listing and one question, whatever their letters", async () => {
  const keys = ["in/\uffee", "in/\u{10000}", "in/a", "in/b b+%/ü", "in/c", "in/d", "in/zz", "in/\u{1f600}"];
  expect(await lookUp(keys)).toEqual({ heads: 1, lists: 1, present: 5 });
  expect(await lookUp(["in/a", "in/a", "in/b", "in/c", "in/d"])).toMatchObject({ heads: 1, lists: 1 });
});

test("a hundred new names in a crowd cost two requests, and a few cost one each", async () => {
  const fresh = Array.from({ length: 100 }, (_, index) => `${crowd[100]}-${index}`);
  expect(await lookUp(fresh, { name: "crowd" })).toEqual({ heads: 1, lists: 1, present: 0 });
  expect(await lookUp(["in/a", "in/x", "other/a"])).toEqual({ heads: 3, lists: 0, present: 2 });
});

test("names that follow each other are found in a page no longer than they are", async () => {
  const batch = crowd.slice(200, 300);
  expect(await lookUp(batch, { name: "crowd" })).toEqual({ heads: 1, lists: 1, present: 100 });
  const pages = world.journal.entries().filter(({ operation }) => operation === "ListObjectsV2");
  expect(pages.map(({ query }) => Number(new URLSearchParams(query).get("max-keys")))).toEqual([119]);
});

test("what lies beyond the page is on the next, or asked for", async () => {
  const at = (...positions: number[]) => positions.map((position) => crowd[position] ?? "");
  const spread = at(...Array.from({ length: 60 }, (_, index) => index * 25));
  expect(await lookUp(spread, { name: "crowd" })).toEqual({ heads: 6, lists: 3, present: 60 });
  const apart = at(0, 1, 2, 1400, 1499);
  expect(await lookUp(apart, { name: "crowd" })).toEqual({ heads: 3, lists: 1, present: 5 });
});

test("credentials that may not list ask for each", async () => {
  const keys = ["in/a", "in/b", "in/c", "in/d", "in/e"];
  expect(await lookUp(keys, { connection: "writer" })).toEqual({ heads: 5, lists: 1, present: 2 });
});

test("nobody hears of names where he may not write, and a store that is away tells nothing", async () => {
  world.configure([
    everything,
    { to: "user:local:ann", connection: "s3", bucket: "names", prefix: "in/", allow: ["write"] },
    { to: "user:local:ann", connection: "s3", bucket: "names", prefix: "other/", allow: ["read", "list"] },
  ]);
  const keys = ["in/a", "in/b", "in/c", "in/d", "in-between", "other/a", "in/../other/a"];
  const found = await world.open(ann, "names").existingAmong(keys);
  expect([...found.keys()].sort()).toEqual(["in/a", "in/b", "in/c", "in/d"]);
  const none = await world.open(root, "names", "away").existingAmong(["a", "b", "c", "d"]);
  expect(none.size).toBe(0);
});
