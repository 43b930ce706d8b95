import { existsSync, mkdirSync, rmSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { run } from "./processes.mjs";
import { playwrightCounts } from "./tally.mjs";

const say = (text) => console.log(text);

/** A command's own JavaScript, run by this Node: no shell, no npx, no PATH. */
export const bin = (...parts) => inRoot("node_modules", ...parts);

/**
 * Runs one check that either passes or fails, and shows its output only if it failed.
 * @param {import("./tally.mjs").Tally} tally
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string }>} work
 */
export async function check(tally, name, work) {
  const began = Date.now();
  const { code, output } = await work();
  const seconds = (Date.now() - began) / 1000;
  tally.add(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1, seconds);
  say(code === 0 ? `ok    ${name} (${seconds.toFixed(1)} s)` : `FAIL  ${name}\n${output}`);
  return code === 0;
}

/** As `check`, for a suite that counts its own tests; its output is shown as it comes. */
export async function suite(tally, name, work, count) {
  say(`\n${name}`);
  const began = Date.now();
  const { code, output } = await work();
  const { passed, failed } = await count(code, output);
  tally.add(name, passed, failed, (Date.now() - began) / 1000);
}

/**
 * What needs a Cooper that runs: browser journeys, other people's clients.
 * @param {import("./tally.mjs").Tally} tally
 * @param {string} name
 * @param {string[]} projects those of playwright.config.ts
 * @param {NodeJS.ProcessEnv} env
 */
export async function playwright(tally, name, projects, env) {
  const report = inRoot("test-results", `playwright-${process.pid}.json`);
  mkdirSync(inRoot("test-results"), { recursive: true });
  await suite(
    tally,
    name,
    () =>
      run(
        process.execPath,
        [
          bin("@playwright", "test", "cli.js"),
          "test",
          "--reporter=list,json",
          ...projects.map((project) => `--project=${project}`),
        ],
        { show: true, env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
      ),
    (code) => {
      // Playwright empties test-results when it starts, and writes the report at the end.
      const counts = playwrightCounts(report, code);
      if (existsSync(report)) rmSync(report);
      return counts;
    },
  );
}
