import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";
import { Bench } from "./bench";
import { CASES, runCase } from "./run";

const kmsKey = "arn:aws:kms:us-east-1:000000000000:key/0f6a1b3c-6f0e-4f0e-9d7a-3b1f5c2d4e6f";
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const role = {
  arn: "arn:aws:iam::000000000000:role/teams/contract",
  policy: { Version: "2012-10-17", Statement: everything },
};

let dataDir: string;
let sandbox: Sandbox;
let bench: Bench;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-contract-"));
  sandbox = await startSandbox({ dataDir, kmsKeys: [kmsKey], roles: [role] });
  bench = new Bench({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: DEFAULT_USER,
    kmsKey,
    roleArn: role.arn,
  });
});

afterAll(async () => {
  await bench.close();
  await sandbox.close();
  await rm(dataDir, { recursive: true });
}, 60_000);

test.each(CASES)("$name", async (entry) => {
  await runCase(bench, entry, null);
});
