import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { downloadUrls, redirectToContent } from "./content";
import { everything, startTestWorld, type TestWorld, testActor } from "./test-world";

const root = testActor("root");
const wanted = { key: "..", disposition: "attachment" as const };

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld();
  await world.store().send(new CreateBucketCommand({ Bucket: "dots" }));
  await world
    .store()
    .send(new PutObjectCommand({ Bucket: "dots", Key: "..", Body: Buffer.alloc(3_000_000, 1) }));
  await world.store().send(new PutObjectCommand({ Bucket: "dots", Key: "plain", Body: "x" }));
});
afterAll(() => world.close());

const answer = (method: string, key = wanted.key) =>
  redirectToContent(
    world.open(root, "dots"),
    { ...wanted, key },
    { method, until: AbortSignal.timeout(15_000), asked: new Headers() },
  );

test("a key that fits a URL is a redirect to the store", async () => {
  const response = await answer("GET", "plain");
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toContain("/dots/plain?");
});

test("a key that does not comes through as an inert attachment", async () => {
  const response = await answer("GET");
  expect(response.headers.get("content-type")).toBe("application/octet-stream");
  expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
  expect((await response.arrayBuffer()).byteLength).toBe(3_000_000);
});

test("HEAD reads no body, however often it is asked", async () => {
  for (let asked = 0; asked < 300; asked++) {
    const response = await answer("HEAD");
    expect(response.body).toBeNull();
    expect(response.headers.get("content-length")).toBe("3000000");
  }
  expect((await world.open(root, "dots").list({ prefix: "", limit: 10 })).objects).toHaveLength(2);
});

test("a batch answers one entry an object, in order, and a refusal fails no other", async () => {
  const put = (Key: string, more = {}) =>
    world.store().send(new PutObjectCommand({ Bucket: "dots", Key, Body: "x", ...more }));
  await put("seen/a");
  await put("seen/cold", { StorageClass: "DEEP_ARCHIVE" });
  world.configure([
    { ...everything, to: "user:local:ann", bucket: "dots", prefix: "seen/", allow: ["read"] },
  ]);
  const ann = testActor("ann");
  const keys = ["seen/a", "seen/none", "plain", "seen/cold"];
  const { results } = await downloadUrls(
    world.open(ann, "dots"),
    { connection: "s3", bucket: "dots" },
    { files: keys.map((key) => ({ key })), disposition: "attachment" },
    "r",
  );
  world.configure();
  expect(results).toMatchObject([
    { url: expect.stringContaining("/dots/seen/a?"), expiresAt: expect.any(String) },
    { error: { code: "not_found" } },
    { error: { code: "not_found" } },
    { error: { code: "conflict", message: expect.stringContaining("archive") } },
  ]);
});
