import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright";
import type { Tab } from "../e2e/fixtures/tab";
import { findChromium } from "../scripts/chromium.mjs";

const ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"];
const WATCH = readFileSync(fileURLToPath(new URL("peers/watch.js", import.meta.url)), "utf8");

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("No Chromium was found: point CHROME_PATH at one.");
  return chromium.launch({ executablePath, args: ARGS });
}

/**
 * Remembers in the page when the files were chosen, in the very event that the page's own code hears, and when a text
 * that says so appeared. What it takes to hand over the files and to look is not counted.
 */
export async function watch(tab: Tab, selector: string, pattern: RegExp): Promise<void> {
  await tab.evaluate(WATCH);
  await tab.evaluate(`window.watchRace(${JSON.stringify(selector)}, ${pattern})`);
}

/** Seconds between the two moments of `watch`. */
export async function elapsed(tab: Tab, timeout: number): Promise<number> {
  await tab.until("window.race.ended > 0", timeout);
  return (await tab.evaluate<number>("window.race.ended - window.race.began")) / 1000;
}
