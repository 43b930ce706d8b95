import type { BrowserContext, Page } from "playwright";
import { elapsed, openBrowser, watch } from "../browser";
import type { Contestant, Goal, Load } from "../contestant";
import { PASSWORD } from "../servers";

const MINUTES = 60_000;

type Options = {
  name: string;
  url: string;
  /** What a user would have chosen for all names that are taken. */
  onConflict?: "replace";
  bytesPerSecond?: number;
  /** False for a browser that runs no worker, and so hashes nothing. */
  hashes?: boolean;
};

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/signin`);
  await page.getByLabel("User", { exact: false }).first().fill("admin");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/signin"));
  await page.close();
}

/** Cooper's own page in Chromium, from the choice of the files until the dock says that all are uploaded. */
export async function cooper({
  name,
  url,
  onConflict,
  bytesPerSecond,
  hashes = true,
}: Options): Promise<Contestant> {
  const browser = await openBrowser();
  const context = await browser.newContext();
  if (onConflict)
    await context.addInitScript(
      (kept) => localStorage.setItem("cooper-transfers", kept),
      JSON.stringify({ onConflict }),
    );
  if (!hashes) await context.addInitScript("delete window.Worker");
  await signIn(context, url);

  async function slow(page: Page): Promise<void> {
    if (bytesPerSecond === undefined) return;
    const session = await context.newCDPSession(page);
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  }

  return {
    name,
    version: `this checkout, Chromium ${browser.version()}`,
    async upload({ files }: Load, { bucket, prefix }: Goal) {
      const page = await context.newPage();
      await page.goto(`${url}/c/store/${bucket}?prefix=${encodeURIComponent(prefix)}`);
      const input = page.getByLabel("Upload files");
      await input.waitFor({ state: "attached" });
      await slow(page);
      await watch(page, '[aria-label="Transfers"] [role="status"]', /\buploaded\b|\bfailed\b/);
      await input.setInputFiles(files);
      const seconds = await elapsed(page, 10 * MINUTES);
      const text = await page.getByRole("region", { name: "Transfers" }).textContent();
      if (/failed/i.test(text ?? "")) throw new Error(`Cooper: ${text}`);
      await page.close();
      return seconds;
    },
    close: () => browser.close(),
  };
}
