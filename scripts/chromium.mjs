import { accessSync, constants, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installPackages } from "./packages.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What `playwright install chromium` left in its cache, newest first. */
function playwrightOwn() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    (process.platform === "darwin"
      ? path.join(os.homedir(), "Library", "Caches", "ms-playwright")
      : path.join(os.homedir(), ".cache", "ms-playwright"));
  try {
    return readdirSync(cache)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
      .flatMap((name) => [
        path.join(cache, name, "chrome-linux", "chrome"),
        path.join(cache, name, "chrome-linux64", "chrome"),
        path.join(cache, name, "chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"),
      ]);
  } catch {
    return []; // Playwright never installed a browser here
  }
}

/** The path of a Chromium or Chrome on this machine, or null. `CHROME_PATH` wins. */
export function findChromium() {
  const wanted = process.env.CHROME_PATH;
  if (wanted) return isExecutable(wanted) ? wanted : null;
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const candidates = [...onPath, "/usr/bin"].flatMap((directory) =>
    NAMES.map((name) => path.join(directory, name)),
  );
  return [...candidates, ...APPS, ...playwrightOwn()].find(isExecutable) ?? null;
}

/**
 * The same, installing Debian's package where we may.
 * @param {(text: string) => void} say
 */
export async function ensureChromium(say) {
  if (findChromium() === null && !process.env.CHROME_PATH) await installPackages(["chromium"], say);
  const found = findChromium();
  if (found !== null) return found;
  if (process.env.CHROME_PATH)
    say(
      `CHROME_PATH is ${process.env.CHROME_PATH}, which cannot be run. Point it at a Chromium or Chrome, or unset it.`,
    );
  else
    say(
      "The browser journeys need Chromium. Install it (Debian: apt-get install chromium; else: npx playwright install --with-deps chromium), or point CHROME_PATH at a Chromium or Chrome, then run the same command again.",
    );
  return null;
}
