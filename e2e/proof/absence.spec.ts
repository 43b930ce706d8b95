import path from "node:path";
import { OwnBrowser } from "../fixtures/own-browser";
import { dock } from "../fixtures/screen";
import { signInByHttp } from "../fixtures/session";
import { full, MIB } from "./size";
import { expect, test } from "./test";
import { files, openForUpload, untilDone, writePattern } from "./upload";

// The browser is away in the middle of an upload: asleep, or without a network.
const SIZE = 80 * MIB;
const AWAY_MS = full ? 600_000 : 40_000;
const WORDS = full ? "ten minutes" : "a while";

async function pass(ms: number): Promise<void> {
  const began = Date.now();
  await expect
    .poll(() => Date.now() - began, { timeout: ms + 30_000, intervals: [1000] })
    .toBeGreaterThan(ms);
}

test(`a lid is closed for ${WORDS}, and all lines are dead when it opens: the upload goes on by itself`, async ({
  bucket,
  chaos,
  folder,
  world,
}) => {
  test.setTimeout(AWAY_MS + 180_000);
  const sha256 = writePattern(path.join(folder, "file.bin"), SIZE);
  const browser = new OwnBrowser();
  try {
    const context = await browser.start();
    await signInByHttp(context.request, "admin");
    const page = await context.newPage();
    await openForUpload(page, bucket.name, "", world.cooper);
    // Whatever is under way when the lid closes is broken off while nobody listens.
    await chaos.add({
      match: { operation: "UploadPart" },
      after: 2,
      faults: [
        { kind: "delay", ms: 5000 },
        { kind: "reset", in: "answer" },
      ],
    });
    await files(page).setInputFiles(path.join(folder, "file.bin"));
    await chaos.waitFor({ operation: "UploadPart", status: 200 }, 30_000);
    const open = await browser.freeze();
    await pass(AWAY_MS);
    await chaos.clear();
    open();
    await untilDone(page, "file.bin", 60_000);
    expect(await chaos.sha256("file.bin")).toBe(sha256);
    expect(await bucket.unfinishedUploads()).toEqual([]);
    await context.close();
  } finally {
    browser.remove();
  }
});

test(`the browser is offline for ${WORDS}: the upload says so, and goes on by itself`, async ({
  page,
  context,
  bucket,
  chaos,
  folder,
  complaints,
  signIn,
}) => {
  test.setTimeout(AWAY_MS + 180_000);
  complaints.expect(/Failed to load resource|ERR_/);
  await signIn();
  const sha256 = writePattern(path.join(folder, "file.bin"), SIZE);
  await openForUpload(page, bucket.name);
  await chaos.add({ match: { operation: "UploadPart" }, faults: [{ kind: "delay", ms: 700 }] });
  await files(page).setInputFiles(path.join(folder, "file.bin"));
  await chaos.waitFor({ operation: "UploadPart" });
  await context.setOffline(true);
  await expect(dock(page)).toContainText(/offline/i, { timeout: 30_000 });
  await pass(AWAY_MS);
  const last = (await chaos.requests()).at(-1)?.sequence ?? 0;
  await context.setOffline(false);
  await chaos.waitFor({ operation: "UploadPart", after: last }, 5000);
  await untilDone(page, "file.bin", 60_000);
  expect(await chaos.sha256("file.bin")).toBe(sha256);
  expect(await bucket.unfinishedUploads()).toEqual([]);
});
