import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { PROFILES, type Profile } from "../profiles/profiles";
import { declaredResults, renderPage } from "./page";
import { CASES, type Result, runCases } from "./run";
import { startContractWorld } from "./world";

/** The sandbox as this store, run here and now. */
async function resultsOf(profile: Profile): Promise<Result[]> {
  const { bench, close } = await startContractWorld(profile);
  const results: Result[] = [];
  for await (const result of runCases(bench, CASES, profile)) results.push(result);
  await close();
  return results;
}

/** What the page says of a store must hold in the sandbox that stands for it; answers the number of failures. */
async function checkProfiles(): Promise<number> {
  let failures = 0;
  for (const profile of PROFILES.filter((name) => name !== "aws"))
    for (const { name, outcome, reason } of await resultsOf(profile)) {
      if (outcome !== "failed") continue;
      failures += 1;
      console.error(`As ${profile} the sandbox fails "${name}": ${reason}`);
    }
  return failures;
}

/** Without a run of Ceph at hand its declared results are written; `npm run test:ceph` fails unless they are the real ones. */
async function cephResults(file: string | undefined): Promise<Result[]> {
  if (file === undefined) return declaredResults("ceph16");
  const { results } = JSON.parse(await readFile(file, "utf8")) as { results: Result[] };
  return results;
}

const { values } = parseArgs({
  options: {
    ceph: { type: "string" },
    to: { type: "string", default: "docs/stores.md" },
    // The unit tests hold the profiles to what is declared of them.
    "page-only": { type: "boolean", default: false },
  },
});
await writeFile(values.to, renderPage(await resultsOf("aws"), await cephResults(values.ceph)));
const failures = values["page-only"] ? 0 : await checkProfiles();
console.log(`Wrote ${values.to}${failures === 0 ? "" : `, but ${failures} cases fail`}`);
process.exitCode = failures === 0 ? 0 : 1;
