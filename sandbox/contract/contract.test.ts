import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";
import { Bench } from "./bench";
import { CASES, runCase } from "./run";

let dataDir: string;
let sandbox: Sandbox;
let bench: Bench;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sandbox-contract-"));
  sandbox = await startSandbox({ dataDir });
  bench = new Bench({ endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER });
});

afterAll(async () => {
  await bench.close();
  await sandbox.close();
  await rm(dataDir, { recursive: true });
}, 60_000);

test.each(CASES)("$name", async (entry) => {
  await runCase(bench, entry, null);
});
