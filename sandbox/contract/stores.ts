import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_USER, startSandbox } from "../server";
import { Bench } from "./bench";
import { declaredResults, renderPage } from "./page";
import { CASES, type Result, runCases } from "./run";

/** The sandbox is run here and now. */
async function sandboxResults(): Promise<Result[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "sandbox-contract-"));
  const sandbox = await startSandbox({ dataDir });
  const bench = new Bench({ endpoint: sandbox.url, region: "us-east-1", credentials: DEFAULT_USER });
  const results: Result[] = [];
  try {
    for await (const result of runCases(bench, CASES, "aws")) results.push(result);
    await bench.close();
  } finally {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  }
  return results;
}

/** Without a run of Ceph at hand its declared results are written; `npm run test:ceph` fails unless they are the real ones. */
async function cephResults(file: string | undefined): Promise<Result[]> {
  if (file === undefined) return declaredResults("ceph16");
  const { results } = JSON.parse(await readFile(file, "utf8")) as { results: Result[] };
  return results;
}

const { values } = parseArgs({
  options: { ceph: { type: "string" }, to: { type: "string", default: "docs/stores.md" } },
});
await writeFile(values.to, renderPage(await sandboxResults(), await cephResults(values.ceph)));
console.log(`Wrote ${values.to}`);
