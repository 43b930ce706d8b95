import { afterAll, beforeAll, expect, test } from "vitest";
import { PROFILES, type Profile } from "../profiles/profiles";
import type { Case } from "./bench";
import { CASES, type Result, runCase, runCases, TOPICS } from "./run";
import { startContractWorld } from "./world";

let world: Awaited<ReturnType<typeof startContractWorld>>;

beforeAll(async () => {
  world = await startContractWorld("aws");
});

afterAll(() => world.close(), 60_000);

test.each(CASES)("$name", async (entry) => {
  await runCase(world.bench, entry, "aws");
});

/** The topics in which a store differs at all, and of the others a sample; `npm run stores` runs every case. */
function casesFor(profile: Profile): Case[] {
  return TOPICS.flatMap(({ cases }) => {
    const isTouched = cases.some(({ differs }) => differs?.[profile] !== undefined);
    return cases.filter((_, at) => isTouched || at % 8 === 0);
  });
}

test.each(PROFILES.filter((profile) => profile !== "aws"))(
  "as %s the sandbox differs in exactly what is declared",
  async (profile) => {
    const { bench, close } = await startContractWorld(profile);
    const failed: Result[] = [];
    for await (const result of runCases(bench, profile === "ceph16" ? CASES : casesFor(profile), profile))
      if (result.outcome === "failed") failed.push(result);
    await close();
    expect(failed).toEqual([]);
  },
  60_000,
);
