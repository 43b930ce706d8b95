import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionConfig } from "../config/types";
import { startTestWorld, type TestWorld, testActor } from "../test-world";

const root = testActor("root");
const ARN = "arn:aws:iam::000000000000:role/cooper";
const HOUR = 3600;

let world: TestWorld;

beforeAll(async () => {
  const Statement = {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: "arn:aws:s3:::teas*",
  };
  const policy = { Version: "2012-10-17", Statement };
  world = await startTestWorld({ roles: [{ arn: ARN, policy, trust: ["ROOT"], externalId: "leaf" }] });
  await world.store().send(new CreateBucketCommand({ Bucket: "teas" }));
  await world.store().send(new PutObjectCommand({ Bucket: "teas", Key: "tea", Body: "green" }));
});
afterAll(() => world.close());

beforeEach(() => {
  vi.stubEnv("AWS_ENDPOINT_URL_STS", world.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "ROOT");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "rootsecret");
});
afterEach(() => vi.unstubAllEnvs());

/** The store as it looks to a connection that takes on the role: one of its own, as credentials are kept with it. */
function takeOn(externalId?: string): void {
  const first = world.connections[0] as ConnectionConfig;
  const credentials = { kind: "assumeRole" as const, arn: ARN, ...(externalId ? { externalId } : {}) };
  world.connections.push({ ...first, id: `role-${externalId ?? "none"}`, credentials });
  world.configure();
}

test("a connection takes on a role, and may do what the role may", async () => {
  takeOn("leaf");
  const bucket = world.open(root, "teas", "role-leaf");
  const { Body } = await bucket.openObject(
    { key: "tea", disposition: "attachment" },
    AbortSignal.timeout(9000),
  );
  expect(await Body?.transformToString()).toBe("green");
  await expect(bucket.createFolder("new/")).rejects.toMatchObject({ code: "s3_denied" });
});

test("its links end with the session that signed them, and say so", async () => {
  takeOn("leaf");
  const wanted = { key: "tea", disposition: "attachment" as const };
  const link = await world.open(root, "teas", "role-leaf").signedLink(wanted, 8 * HOUR);
  expect(link.limitedBy).toBe("credentials");
  const left = (link.expiresAt.getTime() - Date.now()) / 1000;
  expect(left).toBeGreaterThan(HOUR - 60);
  expect(left).toBeLessThanOrEqual(HOUR);
  expect(await (await fetch(link.url)).text()).toBe("green");
  const url = new URL(link.url);
  url.searchParams.delete("X-Amz-Security-Token");
  expect((await fetch(url)).status).toBe(403);
});

test("a role that wants another external id is not taken on, and the user hears of it", async () => {
  takeOn();
  const bucket = world.open(root, "teas", "role-none");
  await expect(
    bucket.openObject({ key: "tea", disposition: "attachment" }, AbortSignal.timeout(9000)),
  ).rejects.toMatchObject({ code: "s3_denied" });
});
