// npm test: everything that must hold, in one command, on a machine where nothing was installed. Plain Node, since it runs before `npm ci`.
import "./node-version.mjs";
import { mkdirSync } from "node:fs";
import { build } from "./build.mjs";
import { bin, check, playwright, suite } from "./checks.mjs";
import { ensureChromium } from "./chromium.mjs";
import { install } from "./dependencies.mjs";
import { stopWhenInterrupted } from "./interruption.mjs";
import { inRoot } from "./paths.mjs";
import { run } from "./processes.mjs";
import { Tally, vitestCounts } from "./tally.mjs";

const say = (text) => console.log(text);
const node = (...args) => run(process.execPath, args);

stopWhenInterrupted(() => say("\nInterrupted: stopping what was started."));

const tally = new Tally();
const installed = await check(tally, "dependencies", async () => {
  let output = "";
  const done = await install((text) => {
    output += `${text}\n`;
  });
  return { code: done ? 0 : 1, output };
});
if (!installed) process.exit(tally.print());

await check(tally, "lint (biome)", () => node(bin("@biomejs", "biome", "bin", "biome"), "check", "."));
await check(tally, "unused code (knip)", () => node(bin("knip", "bin", "knip.js")));
await check(tally, "types", async () => {
  const generated = await node(bin("next", "dist", "bin", "next"), "typegen");
  return generated.code === 0 ? node(bin("typescript", "bin", "tsc"), "--noEmit") : generated;
});

const unitReport = inRoot("test-results", `unit-${process.pid}.json`);
mkdirSync(inRoot("test-results"), { recursive: true });
await suite(
  tally,
  "unit tests",
  () =>
    run(
      process.execPath,
      [
        bin("vitest", "vitest.mjs"),
        "run",
        "--reporter=dot",
        "--reporter=json",
        `--outputFile.json=${unitReport}`,
      ],
      { show: true, env: { ...process.env, NO_COLOR: "1" } },
    ),
  (code) => vitestCounts(unitReport, code),
);

const built = await check(tally, "production build", () => build());
const chromium = await ensureChromium(say);
if (built && chromium !== null)
  await playwright(tally, "browser journeys", ["journeys"], { CHROME_PATH: chromium });
else {
  say(built ? "No browser: the journeys did not run." : "No build: the journeys did not run.");
  tally.add("browser journeys", 0, 1, 0);
}

process.exit(tally.print());
