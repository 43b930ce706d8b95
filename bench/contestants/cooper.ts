import { Tab } from "../../e2e/fixtures/tab";
import { elapsed, openBrowser, watch } from "../browser";
import type { Contestant, Goal, Load } from "../contestant";
import { PASSWORD } from "../servers";

const MINUTES = 60_000;
const INPUT = '[aria-label="Upload files"]';

type Options = {
  name: string;
  url: string;
  /** What a user would have chosen for all names that are taken. */
  onConflict?: "replace";
  bytesPerSecond?: number;
  /** False for a browser that runs no worker, and so hashes nothing. */
  hashes?: boolean;
};

/** Cooper's own page in Chromium, from the choice of the files until the dock says that all are uploaded. */
export async function cooper({
  name,
  url,
  onConflict,
  bytesPerSecond,
  hashes = true,
}: Options): Promise<Contestant> {
  const browser = await openBrowser();
  const tab = await Tab.open(browser, "about:blank");
  if (onConflict)
    await tab.before(`localStorage.setItem("cooper-transfers", '${JSON.stringify({ onConflict })}')`);
  if (!hashes) await tab.before("delete window.Worker");
  await tab.signIn(url, "admin", PASSWORD);
  if (bytesPerSecond !== undefined) {
    // Only a page whose network is watched can be slowed down.
    await tab.send("Network.enable");
    await tab.send("Network.emulateNetworkConditions", {
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
      await tab.goto(`${url}/c/store/${bucket}?prefix=${encodeURIComponent(prefix)}`);
      await tab.until(`document.querySelector('${INPUT}')`);
      await watch(tab, '[aria-label="Transfers"] [role="status"]', /\buploaded\b|\bfailed\b/);
      await tab.choose(INPUT, files);
      const seconds = await elapsed(tab, 10 * MINUTES);
      const text = await tab.evaluate<string>(
        `document.querySelector('[aria-label="Transfers"]').textContent`,
      );
      if (/failed/i.test(text)) throw new Error(`Cooper: ${text}`);
      return seconds;
    },
    close: () => browser.close(),
  };
}
