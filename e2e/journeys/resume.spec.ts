import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { pages } from "../../lib/routes";
import { freePort } from "../../scripts/ports.mjs";
import { BigFile } from "../fixtures/big-file";
import type { Chaos } from "../fixtures/chaos";
import { drop } from "../fixtures/drop";
import { OwnBrowser } from "../fixtures/own-browser";
import { dock, transfer } from "../fixtures/screen";
import { signInByHttp } from "../fixtures/session";
import type { TestBucket } from "../fixtures/store";
import { expect, test } from "../fixtures/test";
import { startCooper } from "../servers/cooper";

const SENT_BEFORE = 3;
const PARTS = 8;
test.beforeEach(({ complaints }) => complaints.expect(/status of 503/));
let file: BigFile;
test.beforeAll(() => {
  file = new BigFile("film.mkv", 56);
});
test.afterAll(() => file.remove());

const interrupted = (page: Page) => dock(page).getByRole("region", { name: "Interrupted uploads" });

async function refuseTheRest(chaos: Chaos): Promise<void> {
  for (let part = SENT_BEFORE + 1; part <= PARTS; part++)
    await chaos.add({
      match: { operation: "UploadPart", part },
      faults: [{ kind: "slow-down", readBody: true }],
    });
}

/** Uploads the file until S3 has some parts; it is too busy for the others. */
async function uploadHalf(page: Page, bucket: TestBucket, chaos: Chaos, cooper = ""): Promise<void> {
  await refuseTheRest(chaos);
  await page.goto(cooper + pages.bucket("s3", bucket.name));
  await page.getByLabel("Upload files").setInputFiles(file.path);
  await expect.poll(async () => (await storedParts(chaos)).length, { timeout: 20_000 }).toBe(SENT_BEFORE);
}

const storedParts = async (chaos: Chaos) =>
  (await chaos.requests({ operation: "UploadPart", status: 200 })).map(({ part }) => part);

/** All arrived as it was, each part was stored once, and nothing is left over. */
async function expectWhole(page: Page, bucket: TestBucket, chaos: Chaos): Promise<void> {
  await expect(transfer(page, "film.mkv")).toHaveAttribute("aria-valuetext", /^Done/i, { timeout: 30_000 });
  expect(await chaos.sha256("film.mkv")).toBe(file.sha256);
  expect((await storedParts(chaos)).sort()).toEqual(Array.from({ length: PARTS }, (_, index) => index + 1));
  expect(await bucket.unfinishedUploads()).toEqual([]);
  expect(await bucket.keys()).toEqual(["film.mkv"]);
  await expect(interrupted(page)).toBeHidden();
}

test("a page that is reloaded at half goes on, and refuses a file that changed", async ({
  page,
  bucket,
  chaos,
  signIn,
}) => {
  await signIn();
  await uploadHalf(page, bucket, chaos);
  await page.reload();
  await chaos.clear();
  await expect(interrupted(page)).toContainText("1 upload was interrupted");
  await expect(interrupted(page)).toContainText("24.0 MiB of 56.0 MiB");

  const changed = new BigFile("film.mkv", 56);
  const choose = interrupted(page).getByLabel("Choose file for film.mkv");
  await choose.setInputFiles(changed.path);
  await expect(interrupted(page).getByRole("alert")).toContainText("film.mkv was changed since");
  changed.remove();
  expect(await storedParts(chaos)).toHaveLength(SENT_BEFORE);

  await choose.setInputFiles(file.path);
  await expectWhole(page, bucket, chaos);
});

test("the same file uploaded again after a reload goes on as well", async ({
  page,
  bucket,
  chaos,
  signIn,
}) => {
  await signIn();
  await uploadHalf(page, bucket, chaos);
  await page.reload();
  await chaos.clear();
  await page.getByLabel("Upload files").setInputFiles(file.path);
  await expectWhole(page, bucket, chaos);
});

test("a file that was dropped is opened again by one click", async ({ page, bucket, chaos, signIn }) => {
  await signIn();
  await refuseTheRest(chaos);
  await page.goto(pages.bucket("s3", bucket.name));
  const zone = page.getByText("Drop files").first();
  await expect(zone).toBeVisible();
  await drop(page, file.path);
  await expect.poll(async () => (await storedParts(chaos)).length, { timeout: 20_000 }).toBe(SENT_BEFORE);
  await page.reload();
  await chaos.clear();
  await interrupted(page).getByRole("button", { name: "Resume film.mkv" }).click();
  await expectWhole(page, bucket, chaos);
});

test("a browser that is killed at half goes on when it is started again", async ({
  bucket,
  chaos,
  world,
}) => {
  const browser = new OwnBrowser();
  try {
    const before = await browser.start();
    await signInByHttp(before.request, "admin");
    await uploadHalf(await before.newPage(), bucket, chaos, world.cooper);
    await browser.kill(before);
    await chaos.clear();

    const after = await browser.start();
    await signInByHttp(after.request, "admin");
    const page = await after.newPage();
    await page.goto(world.cooper + pages.bucket("s3", bucket.name));
    await interrupted(page).getByLabel("Choose file for film.mkv").setInputFiles(file.path);
    await expectWhole(page, bucket, chaos);
    await after.close();
  } finally {
    browser.remove();
  }
});

test("an upload outlives Cooper's restart", async ({ page, bucket, chaos, world, complaints }) => {
  test.setTimeout(90_000);
  complaints.expect(
    /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/,
  );
  const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-restart-"));
  const port = await freePort(Number(new URL(world.cooper).port) + 40);
  let cooper = await startCooper(folder, port, world);
  try {
    await bucket.allow(cooper.url);
    await signInByHttp(page.request, "admin", cooper.url);
    await uploadHalf(page, bucket, chaos, cooper.url);
    await cooper.stop();
    await chaos.clear();
    cooper = await startCooper(folder, port, world);
    await expectWhole(page, bucket, chaos);
  } finally {
    await cooper.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("another browser finds the upload in the bucket's list and goes on", async ({
  page,
  browser,
  bucket,
  chaos,
  signIn,
  world,
}) => {
  await signIn();
  await uploadHalf(page, bucket, chaos);
  await page.close();
  await chaos.clear();

  const other = await browser.newContext({ baseURL: world.cooper });
  await signInByHttp(other.request, "admin");
  const there = await other.newPage();
  await there.goto(pages.bucket("s3", bucket.name));
  await there.getByRole("button", { name: "Unfinished uploads" }).click();
  const dialog = there.getByRole("dialog", { name: "Unfinished uploads" });
  await expect(dialog).toContainText("24.0 MiB of 56.0 MiB there");

  const changed = new BigFile("film.mkv", 56);
  await dialog.getByLabel("Resume film.mkv").setInputFiles(changed.path);
  await expect(dialog.getByRole("alert")).toContainText("changed since");
  changed.remove();

  await dialog.getByLabel("Resume film.mkv").setInputFiles(file.path);
  await expect(dialog).toContainText("Resumed");
  await there.keyboard.press("Escape");
  await expectWhole(there, bucket, chaos);
  await other.close();
});

test("what other tools left is thrown away, after a word about what is lost", async ({
  page,
  bucket,
  signIn,
}) => {
  await signIn();
  for (const key of ["old/a.iso", "old/b.iso"]) await bucket.begin(key, Buffer.alloc(5 * 1024 * 1024, key));
  await page.goto(pages.bucket("s3", bucket.name));
  await page.getByRole("button", { name: "Unfinished uploads" }).click();
  const dialog = page.getByRole("dialog", { name: "Unfinished uploads" });
  await dialog.getByRole("checkbox", { name: "Choose old/a.iso" }).check();
  await dialog.getByRole("button", { name: "Throw away 1 upload" }).click();
  const question = page.getByRole("alertdialog", { name: "Throw away a.iso" });
  await expect(question).toContainText("S3 drops all parts");
  await question.getByRole("button", { name: "Throw away" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  expect((await bucket.unfinishedUploads()).map(({ key }) => key)).toEqual(["old/b.iso"]);
  await dialog.getByRole("checkbox", { name: "Choose old/b.iso" }).check();
  await dialog.getByRole("button", { name: "Throw away 1 upload" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Throw away" }).click();
  await expect(dialog).toContainText("No unfinished uploads");
  expect(await bucket.unfinishedUploads()).toEqual([]);
});

test("signing out wipes what the browser remembers of uploads", async ({ page, bucket, chaos, signIn }) => {
  await signIn();
  await uploadHalf(page, bucket, chaos);
  await page.reload();
  await chaos.clear();
  await expect(interrupted(page)).toBeVisible();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/signin/);
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([]);
});
