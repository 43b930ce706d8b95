// npm run test:proof: uploads and downloads through faults, restarts and great sizes. `-- --cut` proves the same over less.
import "./node-version.mjs";
import { build, isBuilt } from "./build.mjs";
import { check, playwright } from "./checks.mjs";
import { ensureChromium } from "./chromium.mjs";
import { install } from "./dependencies.mjs";
import { stopWhenInterrupted } from "./interruption.mjs";
import { Tally } from "./tally.mjs";

const say = (text) => console.log(text);
const tally = new Tally();
const cut = process.argv.includes("--cut");

stopWhenInterrupted(() => say("\nInterrupted: stopping what was started."));

const chromium = (await install(say)) ? await ensureChromium(say) : null;
if (chromium !== null && (isBuilt() || (await check(tally, "production build", () => build()))))
  for (const [name, project] of [
    ["proof of scale", "proof-alone"],
    ["proof", "proof"],
  ])
    await playwright(tally, cut ? `${name}, the cut` : name, [project], {
      CHROME_PATH: chromium,
      COOPER_PROOF: cut ? "cut" : "full",
    });
else tally.add("proof", 0, 1, 0);

process.exit(tally.print());
