// npm run test:ceph: the S3 contract, the browser journeys and other people's clients against a real S3 server, Ceph RGW from Debian's packages.
import "./node-version.mjs";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { build, isBuilt } from "./build.mjs";
import { ensureCeph, startCeph } from "./ceph.mjs";
import { bin, check, playwright, suite } from "./checks.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureClients } from "./clients.mjs";
import { install } from "./dependencies.mjs";
import { stopWhenInterrupted } from "./interruption.mjs";
import { inRoot } from "./paths.mjs";
import { run, stop, stopAll } from "./processes.mjs";
import { printedCounts, Tally } from "./tally.mjs";

const say = (text) => console.log(text);
const tally = new Tally();

stopWhenInterrupted(() => say("\nInterrupted: stopping what was started."));

/** Prints why it cannot go on, as one failure. */
async function giveUp(name, why) {
  say(why);
  tally.add(name, 0, 1, 0);
  await stopAll();
  process.exit(tally.print());
}

/** Makes the page of stores anew, from what Ceph and the sandbox really did, and holds it against the one that is kept. */
async function comparePage(report) {
  const page = `${report}.md`;
  const script = inRoot("sandbox", "contract", "stores.ts");
  const made = await run(process.execPath, [
    bin("tsx", "dist", "cli.mjs"),
    script,
    "--page-only",
    "--ceph",
    report,
    "--to",
    page,
  ]);
  if (made.code !== 0) return made;
  const same = readFileSync(page, "utf8") === readFileSync(inRoot("docs", "stores.md"), "utf8");
  for (const file of [report, page]) rmSync(file, { force: true });
  return same
    ? { code: 0, output: "" }
    : { code: 1, output: "docs/stores.md is not what was measured. `npm run stores` writes it anew." };
}

if (!(await install(say))) await giveUp("dependencies", "Without dependencies nothing can be tested.");
if (!(await ensureCeph(say))) await giveUp("ceph", "Without Ceph there is nothing to test against.");

let ceph;
await check(tally, "Ceph RGW starts", async () => {
  try {
    ceph = await startCeph();
    return { code: 0, output: "" };
  } catch (error) {
    return { code: 1, output: error.message };
  }
});
if (ceph === undefined) await giveUp("ceph", "Ceph did not start.");

const { endpoint, accessKey, secretKey } = ceph;
const contractReport = inRoot("test-results", `ceph-contract-${process.pid}.json`);
mkdirSync(inRoot("test-results"), { recursive: true });
await suite(
  tally,
  "S3 contract",
  () =>
    run(
      process.execPath,
      [
        bin("tsx", "dist", "cli.mjs"),
        inRoot("sandbox", "contract", "main.ts"),
        ...[
          "--endpoint",
          endpoint,
          "--access-key",
          accessKey,
          "--secret-key",
          secretKey,
          "--profile",
          "ceph16",
          "--json",
          contractReport,
        ],
      ],
      { show: true, env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" } },
    ),
  (code, output) => printedCounts(output, code),
);

await check(tally, "docs/stores.md says what was measured", () => comparePage(contractReport));

const built = isBuilt() || (await check(tally, "production build", () => build()));
const chromium = await ensureChromium(say);
const clients = await ensureClients(say);
if (!clients) tally.add("other people's clients on Ceph", 0, 1, 0);
const projects = clients ? ["journeys", "clients"] : ["journeys"];
if (built && chromium !== null)
  await playwright(tally, `${projects.join(" and ")} on Ceph`, projects, {
    CHROME_PATH: chromium,
    COOPER_E2E_S3: endpoint,
    COOPER_E2E_ACCESS_KEY: accessKey,
    COOPER_E2E_SECRET_KEY: secretKey,
  });
else tally.add(`${projects.join(" and ")} on Ceph`, 0, 1, 0);

await stop(ceph.gateway);
process.exit(tally.print());
