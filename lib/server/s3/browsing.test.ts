import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { everything, startTestWorld, type TestWorld, testActor } from "../test-world";
import { listBuckets } from "./buckets";
import { openBucket } from "./open-bucket";

const root = testActor("root");
const ann = testActor("ann");
const soon = () => AbortSignal.timeout(15_000);
const HOSTILE = [
  "a//b",
  "../x",
  "a/../b",
  ".",
  "..",
  "100% sure?.txt",
  "plus+ sp",
  "c\u0001\t\n\rx",
  "\u202egpj",
  "日本/é",
  "#?&=",
  "%2e%2e",
];

let world: TestWorld;

async function fill(bucket: string, keys: string[], region = "us-east-1"): Promise<void> {
  const client = world.store(region);
  const location =
    region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as "eu-central-1" } };
  await client.send(new CreateBucketCommand({ Bucket: bucket, ...location }));
  await Promise.all(
    keys.map((Key) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: `body of ${Key}` }))),
  );
}

beforeAll(async () => {
  world = await startTestWorld();
  await fill("hostile", HOSTILE);
  await fill("teas", ["tea/", "tea/green", "team/plan", "tea", "x/y/z", "x/y/deep/er", "x/other"]);
  await fill("far", ["there"], "eu-central-1");
});
afterAll(() => world.close());
beforeEach(() => world.configure());

describe("listing", () => {
  test("gives every hostile key back byte for byte", async () => {
    const found: string[] = [];
    const visit = async (prefix: string): Promise<void> => {
      const page = await world.open(root, "hostile").list({ prefix, limit: 1000 });
      found.push(...page.objects.map(({ key }) => key));
      for (const inner of page.prefixes) await visit(inner);
    };
    await visit("");
    expect(found.sort()).toEqual([...HOSTILE].sort());
  });

  test("counts prefixes and objects against the limit and ends with a null cursor", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.open(root, "teas").list({ prefix: "", limit: 2, cursor });
      expect(page.objects.length + page.prefixes.length).toBeLessThanOrEqual(2);
      seen.push(...page.prefixes, ...page.objects.map(({ key }) => key));
      cursor = page.cursor ?? undefined;
    } while (cursor);
    expect(seen.sort()).toEqual(["tea", "tea/", "team/", "x/"]);
  });

  test("shows an object whose key is the prefix itself", async () => {
    const page = await world.open(root, "teas").list({ prefix: "tea/", limit: 1000 });
    expect(page.objects.map(({ key }) => key)).toEqual(["tea/", "tea/green"]);
  });

  test("takes a cursor only back from its own actor, bucket and prefix", async () => {
    world.configure([everything, { ...everything, to: "user:local:ann" }]);
    const { cursor } = await world.open(root, "teas").list({ prefix: "", limit: 1 });
    const again = (actor = root, bucket = "teas", prefix = "", value = cursor ?? "") =>
      world.open(actor, bucket).list({ prefix, limit: 1, cursor: value });
    await expect(again()).resolves.toBeDefined();
    const refused = { code: "invalid_cursor" };
    await expect(again(ann)).rejects.toMatchObject(refused);
    await expect(again(root, "hostile")).rejects.toMatchObject(refused);
    await expect(again(root, "teas", "x/")).rejects.toMatchObject(refused);
    await expect(again(root, "teas", "", `${cursor?.slice(0, -2)}AA`)).rejects.toMatchObject(refused);
    await expect(again(root, "teas", "", "tea")).rejects.toMatchObject(refused);
  });
});

describe("with a grant on a prefix", () => {
  beforeEach(() =>
    world.configure([
      { to: "user:local:ann", connection: "s3", bucket: "teas", prefix: "x/y/", allow: ["list", "read"] },
    ]),
  );

  test("the listing below it is S3's, with what may be done there", async () => {
    const page = await world.open(ann, "teas").list({ prefix: "x/y/", limit: 1000 });
    expect(page).toMatchObject({ prefixes: ["x/y/deep/"], cursor: null, allowed: ["list", "read"] });
    expect(page.objects.map(({ key }) => key)).toEqual(["x/y/z"]);
  });

  test("ancestors show the way down and no sibling", async () => {
    expect(await world.open(ann, "teas").list({ prefix: "", limit: 1000 })).toEqual({
      prefixes: ["x/"],
      objects: [],
      cursor: null,
      allowed: [],
    });
    expect((await world.open(ann, "teas").list({ prefix: "x/", limit: 1000 })).prefixes).toEqual(["x/y/"]);
  });

  test("anything else does not exist; what is seen but not allowed is forbidden", async () => {
    await expect(world.open(ann, "teas").list({ prefix: "tea/", limit: 1000 })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(world.open(ann, "teas").createFolder("x/y/new/")).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(world.open(ann, "teas").createFolder("x/new/")).rejects.toMatchObject({ code: "not_found" });
    expect(() => world.open(ann, "hostile")).toThrow(expect.objectContaining({ code: "not_found" }));
    await expect(
      world.open(ann, "teas").signedLink({ key: "x/y/z", disposition: "attachment" }, 60),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("a listing made of grants asks the store nothing", async () => {
    world.configure([
      { to: "user:local:ann", connection: "away", bucket: "teas", prefix: "x/y/", allow: ["list"] },
    ]);
    expect((await world.open(ann, "teas", "away").list({ prefix: "", limit: 1000 })).prefixes).toEqual([
      "x/",
    ]);
    await expect(world.open(ann, "teas", "away").list({ prefix: "x/y/", limit: 1 })).rejects.toMatchObject({
      code: "s3_unreachable",
    });
  });
});

describe("buckets", () => {
  test("come with their region, and only those that a grant reaches", async () => {
    const all = await listBuckets(root, "s3", soon());
    expect(all.complete).toBe(true);
    expect(all.buckets.map(({ name, region }) => [name, region])).toEqual([
      ["far", "eu-central-1"],
      ["hostile", "us-east-1"],
      ["teas", "us-east-1"],
    ]);
    world.configure([{ ...everything, to: "user:local:ann", bucket: "t*", prefix: "deep/" }]);
    expect((await listBuckets(ann, "s3", soon())).buckets.map(({ name }) => name)).toEqual(["teas"]);
  });

  test("are those that grants name where the key may not list them", async () => {
    world.configure([everything, { ...everything, bucket: "teas" }]);
    expect(await listBuckets(root, "limited", soon())).toEqual({
      buckets: [{ name: "teas", created: null, region: null }],
      complete: false,
    });
  });

  test("of another region are signed for it, unasked", async () => {
    const bucket = world.open(root, "far");
    expect((await bucket.list({ prefix: "", limit: 10 })).objects).toHaveLength(1);
    const signed = await bucket.signedRead({ key: "there", disposition: "attachment" });
    const answer = await fetch(signed?.url ?? "");
    expect(await answer.text()).toBe("body of there");
  });

  test.each(["..", "a/b", "B_UP"])("%s is refused before any call", (name) => {
    expect(() => openBucket(root, { connection: "s3", bucket: name }, soon())).toThrow(
      expect.objectContaining({ code: "invalid_bucket" }),
    );
  });
});

describe("reading", () => {
  test.each(HOSTILE.filter((key) => key !== "." && key !== ".."))(
    "a URL reads %j as a browser would ask",
    async (key) => {
      const signed = await world.open(root, "hostile").signedRead({ key, disposition: "attachment" });
      const answer = await fetch(new URL(signed?.url ?? ""));
      expect(await answer.text()).toBe(`body of ${key}`);
      expect(answer.headers.get("content-type")).toBe("application/octet-stream");
      expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename=/);
    },
  );

  test("a URL for the stored bytes keeps browsers from unpacking them, and only where they would", async () => {
    const stored = { disposition: "attachment", stored: true } as const;
    const body = { Bucket: "hostile", Key: "packed", Body: "not really", ContentEncoding: "gzip" };
    await world.store().send(new PutObjectCommand(body));
    const packed = await world.open(root, "hostile").signedRead({ key: "packed", ...stored });
    const answer = await fetch(packed?.url ?? "");
    expect([answer.headers.get("content-encoding"), await answer.text()]).toEqual(["identity", "not really"]);
    const plain = await world.open(root, "hostile").signedRead({ key: "a//b", ...stored });
    expect(plain?.url).not.toContain("response-content-encoding");
  });

  test.each([".", ".."])("the key %s has no URL, and passes Cooper", async (key) => {
    const bucket = world.open(root, "hostile");
    const wanted = { key, disposition: "attachment" as const };
    expect(await bucket.signedRead(wanted)).toBeNull();
    const { Body } = await bucket.openObject(wanted, soon());
    expect(await Body?.transformToString()).toBe(`body of ${key}`);
    await expect(bucket.signedLink(wanted, 60)).rejects.toMatchObject({ code: "not_supported" });
  });

  test("a link says what limits it", async () => {
    const link = (seconds: number) =>
      world.open(root, "teas").signedLink({ key: "tea", disposition: "attachment" }, seconds);
    expect(await link(60)).toMatchObject({ limitedBy: "choice" });
    const long = await link(8 * 86_400);
    expect(long.limitedBy).toBe("sigv4");
    expect(new URL(long.url).searchParams.get("X-Amz-Expires")).toBe("604800");
    expect(Math.abs(long.expiresAt.getTime() - Date.now() - 604_800_000)).toBeLessThan(5000);
  });

  test("an inline link stays what it was when the object changes", async () => {
    const put = (ContentType: string) =>
      world.store().send(new PutObjectCommand({ Bucket: "teas", Key: "pic", Body: "<script>", ContentType }));
    await put("image/png");
    const { url } = await world.open(root, "teas").signedLink({ key: "pic", disposition: "inline" }, 60);
    await put("text/html");
    expect((await fetch(url)).headers.get("content-type")).toBe("image/png");
    await expect(
      world.open(root, "teas").signedLink({ key: "pic", disposition: "inline" }, 60),
    ).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("a missing object is told before there is a link to it", async () => {
    await expect(
      world.open(root, "teas").signedLink({ key: "no", disposition: "attachment" }, 60),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

test("a store that hangs is told as slow when the deadline passes", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  world.connections.push({ ...world.connections[0]!, id: "silent", endpoint });
  const bucket = world.open(root, "slow-bucket", "silent", AbortSignal.timeout(300));
  await expect(bucket.list({ prefix: "", limit: 1 })).rejects.toMatchObject({ code: "s3_timeout" });
  silent.closeAllConnections();
  silent.close();
});
