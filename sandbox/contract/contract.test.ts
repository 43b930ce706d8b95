import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROFILES, type Profile } from "../profiles/profiles";
import { DEFAULT_USER, type Sandbox, startSandbox } from "../server";
import { Bench, type Case } from "./bench";
import { CASES, differenceOf, type Result, runCase, runCases, TOPICS } from "./run";

async function startWorld(profile: Profile) {
  const dataDir = await mkdtemp(join(tmpdir(), "sandbox-contract-"));
  const sandbox: Sandbox = await startSandbox({ dataDir, profile });
  const bench = new Bench({ endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER }, true);
  return {
    bench,
    async close() {
      await bench.close();
      await sandbox.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld("aws");
});

afterAll(() => world.close(), 60_000);

test.each(CASES)("$name", async (entry) => {
  await runCase(world.bench, entry, "aws");
});

/** The topics in which a store differs at all, and of the others a sample; `npm run stores` runs every case. */
function casesFor(profile: Profile): Case[] {
  return TOPICS.flatMap(({ cases }) => {
    const isTouched = cases.some((entry) => differenceOf(entry, profile) !== undefined);
    return cases.filter((_, at) => isTouched || at % 8 === 0);
  });
}

test.each(PROFILES.filter((profile) => profile !== "aws"))(
  "as %s the sandbox differs in exactly what is declared",
  async (profile) => {
    const { bench, close } = await startWorld(profile);
    const failed: Result[] = [];
    for await (const result of runCases(bench, profile === "ceph16" ? CASES : casesFor(profile), profile))
      if (result.outcome === "failed") failed.push(result);
    await close();
    expect(failed).toEqual([]);
  },
  60_000,
);
