import { createHash } from "node:crypto";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { redirectToContent } from "./content";
import { startTestWorld, type TestWorld, testActor } from "./test-world";

const bytes = "0123456789";
const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
const other = `"${"0".repeat(32)}"`;
const before = "Mon, 01 Jan 2024 00:00:00 GMT";
const root = testActor("root");

let world: TestWorld;
beforeAll(async () => {
  // Not every store knows If-Range; where it does not, the reader must not notice.
  world = await startTestWorld({ quirks: { ignoresIfRange: true } });
  await world.store().send(new CreateBucketCommand({ Bucket: "dots" }));
  for (const Key of [".", ".."])
    await world.store().send(new PutObjectCommand({ Bucket: "dots", Key, Body: bytes }));
});
afterAll(() => world.close());

async function ask(key: string, headers: Record<string, string>, method = "GET") {
  const answer = await redirectToContent(
    world.open(root, "dots"),
    { key, disposition: "attachment" },
    { method, until: AbortSignal.timeout(15_000), asked: new Headers(headers) },
  );
  return { status: answer.status, range: answer.headers.get("content-range"), answer };
}

describe.each([".", ".."])("the key %s, which passes Cooper", (key) => {
  test("comes in ranges", async () => {
    for (const [range, part, text] of [
      ["bytes=2-4", "bytes 2-4/10", "234"],
      ["bytes=7-", "bytes 7-9/10", "789"],
      ["bytes=-2", "bytes 8-9/10", "89"],
    ] as const) {
      const { answer, ...told } = await ask(key, { range });
      expect(told).toEqual({ status: 206, range: part });
      expect(await answer.text()).toBe(text);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "accept-ranges": "bytes",
        "content-length": String(text.length),
        "content-type": "application/octet-stream",
        "content-disposition": expect.stringMatching(/^attachment/),
        etag,
        "last-modified": expect.stringMatching(/GMT$/),
      });
    }
  });

  test("says what it has where it has nothing of a range", async () => {
    expect(await ask(key, { range: "bytes=10-" })).toMatchObject({ status: 416, range: "bytes */10" });
  });

  test.each(["bytes=0-1,5-6", "lines=1-2", "bytes=x"])("comes whole for %s", async (range) => {
    const { answer, status } = await ask(key, { range });
    expect([status, await answer.text()]).toEqual([200, bytes]);
  });

  test("goes on with a part only where it is still the same", async () => {
    const range = "bytes=4-6";
    const texts = async (headers: Record<string, string>) => {
      const { answer, status } = await ask(key, headers);
      return [status, await answer.text()];
    };
    expect(await texts({ range, "if-range": etag })).toEqual([206, "456"]);
    expect(await texts({ range, "if-range": other })).toEqual([200, bytes]);
    expect(await texts({ range, "if-range": `W/${etag}` })).toEqual([200, bytes]);
    expect(await texts({ range, "if-match": etag })).toEqual([206, "456"]);
    expect(await texts({ range, "if-match": other })).toEqual([412, ""]);
    expect(await texts({ "if-unmodified-since": before })).toEqual([412, ""]);
    expect(await texts({ "if-none-match": etag })).toEqual([304, ""]);
    expect(await texts({ "if-modified-since": before })).toEqual([200, bytes]);
  });

  test("tells its head that ranges are possible", async () => {
    const { answer, status } = await ask(key, { range: "bytes=2-4" }, "HEAD");
    expect(status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": "10",
      etag,
    });
  });
});
