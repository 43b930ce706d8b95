// npm run bench: installs the peers that Cooper is measured against, builds Cooper if need be, and lets them race.
import "./node-version.mjs";
import { build, isBuilt } from "./build.mjs";
import { ensureCeph } from "./ceph.mjs";
import { bin } from "./checks.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureClients } from "./clients.mjs";
import { install } from "./dependencies.mjs";
import { inRoot } from "./paths.mjs";
import { run } from "./processes.mjs";

const say = (text) => console.log(text);

/** Ends with a reason. */
function giveUp(why) {
  say(why);
  process.exit(1);
}

if (!(await install(say))) giveUp("Without dependencies nothing can be measured.");
const ready = (await ensureChromium(say)) !== null && (await ensureClients(say)) && (await ensureCeph(say));
if (!ready) giveUp("What is to be measured is not installed.");
const peers = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: inRoot("bench"), show: true });
if (peers.code !== 0) giveUp("The peers could not be installed.");
if (!isBuilt() && (await build()).code !== 0) giveUp("Cooper could not be built.");
const main = [bin("tsx", "dist", "cli.mjs"), inRoot("bench", "main.ts"), ...process.argv.slice(2)];
process.exit((await run(process.execPath, main, { show: true })).code);
