import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";
import { pages } from "../../lib/routes";
import { findChromium } from "../../scripts/chromium.mjs";
import { Tab } from "../fixtures/tab";
import { expect, test } from "../fixtures/test";
import { people } from "../servers/people";

/** What the test driver switches off so that its own pages are never held back. */
const HELD_BACK = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];
const FILES = 400;

test("a tab that nobody sees goes on uploading, and its title tells when all is done", async ({
  bucket,
  world,
}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-hidden-"));
  const browser = await chromium.launch({
    executablePath: findChromium() ?? "chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    ignoreDefaultArgs: HELD_BACK,
  });
  try {
    const files = Array.from({ length: FILES }, (_, index) => path.join(folder, `${index}.txt`));
    for (const file of files) writeFileSync(file, file);
    const tab = await Tab.open(browser, "about:blank");
    await tab.signIn(world.cooper, people.admin.id, people.admin.password);
    await tab.goto(world.cooper + pages.bucket("s3", bucket.name));
    await tab.until(`document.querySelector('[aria-label="Upload files"]')`);
    await tab.hide();
    await tab.choose('[aria-label="Upload files"]', files);
    await tab.until(`document.title.startsWith("✓ ${FILES} files uploaded")`, 40_000);
    expect(await bucket.keys()).toHaveLength(FILES);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
