import { CreateBucketCommand, PutObjectCommand, RestoreObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestWorld, type TestWorld, testActor } from "../test-world";

const root = testActor("root");
const object = { Bucket: "vault", Key: "old.tar" };
const wanted = { key: "old.tar", disposition: "attachment" as const };

let world: TestWorld;

beforeAll(async () => {
  world = await startTestWorld({ restoreSeconds: 1 });
  await world.store().send(new CreateBucketCommand({ Bucket: "vault" }));
  await world.store().send(new PutObjectCommand({ ...object, Body: "bytes", StorageClass: "GLACIER" }));
});
afterAll(() => world.close());

const read = () => world.open(root, "vault").signedRead(wanted);
const link = () => world.open(root, "vault").signedLink(wanted, 60);

test("an archived object is refused in words, until a restored copy is there", async () => {
  await expect(read()).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/archive \(GLACIER\).*restored/),
  });
  await expect(link()).rejects.toMatchObject({ code: "conflict" });
  await world.store().send(new RestoreObjectCommand({ ...object, RestoreRequest: { Days: 1 } }));
  await expect(read()).rejects.toMatchObject({ message: expect.stringContaining("being restored") });
  const signed = await vi.waitFor(read, { timeout: 10_000, interval: 100 });
  expect(await (await fetch(signed?.url ?? "")).text()).toBe("bytes");
  expect((await link()).url).toContain("old.tar");
});
