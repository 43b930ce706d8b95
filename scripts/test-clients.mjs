// npm run test:clients: S3 clients of other people, alone and together with Cooper in a browser, on the sandbox.
import "./node-version.mjs";
import { build, isBuilt } from "./build.mjs";
import { check, playwright } from "./checks.mjs";
import { ensureChromium } from "./chromium.mjs";
import { ensureClients } from "./clients.mjs";
import { install } from "./dependencies.mjs";
import { stopWhenInterrupted } from "./interruption.mjs";
import { Tally } from "./tally.mjs";

const say = (text) => console.log(text);
const tally = new Tally();

stopWhenInterrupted(() => say("\nInterrupted: stopping what was started."));

const chromium = (await install(say)) && (await ensureClients(say)) ? await ensureChromium(say) : null;
if (chromium !== null && (isBuilt() || (await check(tally, "production build", () => build()))))
  await playwright(tally, "other people's clients", ["clients"], { CHROME_PATH: chromium });
else tally.add("other people's clients", 0, 1, 0);

process.exit(tally.print());
