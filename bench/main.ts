// npm run bench: Cooper beside other people's clients, in one run on one machine. Ratios count, not seconds.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../scripts/ports.mjs";
import { stopAll } from "../scripts/processes.mjs";
import type { Contestant, Load } from "./contestant";
import { awsCli } from "./contestants/aws-cli";
import { boto3 } from "./contestants/boto3";
import { cooper } from "./contestants/cooper";
import { uppy } from "./contestants/uppy";
import { largeFile, smallFiles } from "./loads";
import { type Result, race } from "./race";
import { table, writeReport } from "./report";
import { clientOf, makeBucket, type Store, startCooper, startRgw, startSandbox } from "./servers";
import { zipRace } from "./zip";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    mib: { type: "string", default: "1024" },
    files: { type: "string", default: "1000" },
    delay: { type: "string", default: "30" },
    only: { type: "string", default: "" },
    to: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const say = (text: string) => process.stdout.write(`${text}\n`);
const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-bench-"));
const sections: string[] = [];

async function races(store: Store, loads: Load[]): Promise<void> {
  const cooperPort = await freePort(4500);
  const uppyPort = await freePort(4600);
  const urls = [cooperPort, uppyPort].map((port) => `http://127.0.0.1:${port}`);
  await makeBucket(store, urls);
  const server = await startCooper(cooperPort, store, {});
  const others = [awsCli(store), boto3(store), await uppy(uppyPort, store)];
  const asked = await cooper({ name: "Cooper", url: server.url });
  const replacing = await cooper({ name: "Cooper, names replaced", url: server.url, onConflict: "replace" });
  try {
    for (const load of loads) {
      // Only what may be replaced goes by forms.
      const contestants: Contestant[] = [asked, ...(load.files.length > 1 ? [replacing] : []), ...others];
      const results: Result[] = await race(load, contestants, rounds, clientOf(store), say);
      sections.push(table(`${load.name}, ${store.name}`, results));
    }
  } finally {
    for (const contestant of [asked, replacing, ...others]) await contestant.close();
    await server.stop();
    await store.stop();
  }
}

/** What hashing costs on a line of 100 Mbit/s. */
async function hashing(store: Store): Promise<void> {
  const port = await freePort(4500);
  const url = `http://127.0.0.1:${port}`;
  await makeBucket(store, [url]);
  const server = await startCooper(port, store, {});
  const line = { url, bytesPerSecond: 12_500_000 };
  const contestants = [
    await cooper({ name: "Cooper", ...line }),
    await cooper({ name: "Cooper without its hashes", ...line, hashes: false }),
  ];
  try {
    const results = await race(largeFile(folder, 128), contestants, rounds, clientOf(store), say);
    sections.push(table("1 file of 128 MiB at 100 Mbit/s", results));
  } finally {
    for (const contestant of contestants) await contestant.close();
    await server.stop();
    await store.stop();
  }
}

async function zips(store: Store): Promise<void> {
  try {
    sections.push(table("a zip of 512 MiB", await zipRace(store, await freePort(4500), rounds, say)));
  } finally {
    await store.stop();
  }
}

try {
  const wanted = (name: string) => values.only === "" || values.only.split(",").includes(name);
  const loads = [
    ...(wanted("large") ? [largeFile(folder, Number(values.mib))] : []),
    ...(wanted("small") ? [smallFiles(folder, Number(values.files))] : []),
  ];
  if (wanted("sandbox")) await races(await startSandbox(Number(values.delay)), loads);
  if (wanted("ceph")) await races(await startRgw(), loads);
  if (wanted("hash")) await hashing(await startSandbox(0));
  if (wanted("zip")) await zips(await startSandbox(0));
  say(sections.join("\n"));
  if (values.to !== "") writeReport(values.to, sections, rounds);
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
