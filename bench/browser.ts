import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright";
import { findChromium } from "../scripts/chromium.mjs";

type Watched = { race: { began: number; ended: number } };

const ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"];
const WATCH = readFileSync(fileURLToPath(new URL("peers/watch.js", import.meta.url)), "utf8");

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("No Chromium was found: point CHROME_PATH at one.");
  return chromium.launch({ executablePath, args: ARGS });
}

/**
 * Remembers in the page when the files were chosen, in the very event that the page's own code hears, and when a text
 * that says so appeared. What the test driver needs to hand over the files and to look is not counted.
 */
export async function watch(page: Page, selector: string, pattern: RegExp): Promise<void> {
  await page.evaluate(WATCH);
  await page.evaluate(`window.watchRace(${JSON.stringify(selector)}, ${pattern})`);
}

/** Seconds between the two moments of `watch`. */
export async function elapsed(page: Page, timeout: number): Promise<number> {
  const ended = () => (window as unknown as Watched).race.ended > 0;
  await page.waitForFunction(ended, undefined, { timeout, polling: 50 });
  const race = await page.evaluate(() => (window as unknown as Watched).race);
  return (race.ended - race.began) / 1000;
}
