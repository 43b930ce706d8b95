import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { pages } from "../../lib/routes";
import { Chaos } from "../fixtures/chaos";
import { filesIn, pickInto, sha256Of, withoutPickers } from "../fixtures/disk";
import { act, dock, grid, openBucket, row, transfer } from "../fixtures/screen";
import { TestBucket } from "../fixtures/store";
import { expect, test } from "../fixtures/test";
import { readZip } from "../fixtures/zip";
import { COMPUTED } from "../servers/world";

test.beforeEach(({ signIn }) => signIn());

const READ = { operation: "GetObject" as const, signed: "query" as const };
/** What the journal can be asked for. */
const pick = ({ operation }: typeof READ) => ({ operation });
const selection = (page: Page) => page.getByRole("toolbar", { name: "Selection" });

async function choose(page: Page, ...names: string[]): Promise<void> {
  for (const [at, name] of names.entries())
    await row(page, name).click({ modifiers: at === 0 ? [] : ["ControlOrMeta"] });
}

/** Waits for the browser's own download and for its end. */
async function comingDown(page: Page, start: () => Promise<void>) {
  const begun = page.waitForEvent("download");
  await start();
  const download = await begun;
  return { name: download.suggestedFilename(), path: await download.path() };
}

const words = (page: Page, name: string, text: string | RegExp) =>
  expect(transfer(page, name)).toHaveAttribute("aria-valuetext", text, { timeout: 30_000 });

test("files and a prefix come as one zip with every byte", async ({ page, bucket }) => {
  await withoutPickers(page);
  const large = randomBytes(9 * 2 ** 20);
  await bucket.put("a.txt", "first");
  await bucket.put("b/nested/large.bin", large, "application/octet-stream");
  await bucket.put("b/nested/two.txt", "second");
  await bucket.put("b/empty/", "");
  await bucket.put("b/nothing", "");
  await bucket.put("left out.txt");
  await openBucket(page, bucket);
  await choose(page, "a.txt", "b/");
  const { name, path } = await comingDown(page, () =>
    selection(page).getByRole("button", { name: "Download" }).click(),
  );
  expect(name).toBe(`${bucket.name}.zip`);
  const entries = readZip(path);
  expect([...entries.keys()].sort()).toEqual(
    ["a.txt", "b/empty/", "b/nested/large.bin", "b/nested/two.txt", "b/nothing"].sort(),
  );
  expect(entries.get("a.txt")?.toString()).toBe("first");
  expect(entries.get("b/nested/large.bin")?.equals(large)).toBe(true);
  await words(page, name, /^Done/);
  await expect(
    dock(page)
      .getByText(/1 download complete/)
      .first(),
  ).toBeVisible();
});

test("names that no disk takes are made safe, and the archive says which", async ({ page, bucket }) => {
  await withoutPickers(page);
  const keys = [
    "x/../../evil",
    "x/CON.txt",
    "x/a\\b:c",
    "x//double",
    "x/naïve 日本語 🪣.txt",
    "x/Same",
    "x/same",
  ];
  for (const key of keys) await bucket.put(key, key);
  await openBucket(page, bucket);
  const { name, path } = await comingDown(page, () => act(page, "x/", "Download as zip"));
  expect(name).toBe("x.zip");
  const entries = readZip(path);
  const contents = [...entries].filter(([entry]) => entry !== "_RENAMED.txt");
  expect(contents.map(([, bytes]) => bytes.toString()).sort()).toEqual([...keys].sort());
  for (const [entry] of contents) {
    expect(entry).toMatch(/^x\//);
    expect(entry.split("/")).not.toContain("..");
    expect(entry).not.toMatch(/[\\:]|\/\/|CON\.txt/);
  }
  expect(entries.get("x/naïve 日本語 🪣.txt")?.toString()).toBe("x/naïve 日本語 🪣.txt");
  expect(entries.get("_RENAMED.txt")?.toString()).toContain('"x/../../evil"');
});

test("an object that cannot be had is named in the archive and in the dock, never silently missing", async ({
  page,
  bucket,
  chaos,
  complaints,
  context,
}) => {
  complaints.expect(/status of 403/);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await withoutPickers(page);
  await bucket.putAll(["p/one", "p/two", "p/bad"]);
  await chaos.add({
    match: { ...READ, key: "p/bad" },
    faults: [{ kind: "status", status: 403, code: "AccessDenied" }],
  });
  await openBucket(page, bucket);
  const { path } = await comingDown(page, () => act(page, "p/", "Download as zip"));
  const entries = readZip(path);
  expect(entries.get("p/one")?.toString()).toBe("x");
  expect(entries.get("_FAILED.txt")?.toString()).toContain('"p/bad"');
  await words(page, "p.zip", /^Incomplete/);
  await dock(page).getByRole("button", { name: "Show failures of p.zip" }).click();
  const dialog = page.getByRole("dialog", { name: "Objects missing from p.zip" });
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  await expect(dialog.getByRole("listitem")).toContainText("p/bad");
  await dialog.getByRole("button", { name: "Copy list" }).click();
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^"p\/bad"\t.+/);
});

test("a store that is busy for a while loses nothing", async ({ page, bucket, chaos, complaints }) => {
  complaints.expect(/status of 503|ERR_(CONNECTION_RESET|INCOMPLETE|CONTENT_LENGTH)/);
  await withoutPickers(page);
  const keys = Array.from({ length: 40 }, (_, at) => `p/${at}`);
  await bucket.putAll(keys);
  await chaos.add({ match: READ, every: 4, times: 10, faults: [{ kind: "slow-down" }] });
  await openBucket(page, bucket);
  const { path } = await comingDown(page, () => act(page, "p/", "Download as zip"));
  expect([...readZip(path).keys()].sort()).toEqual([...keys].sort());
  await words(page, "p.zip", /^Done/);
});

test("a whole bucket comes by the toolbar, however little of it is loaded", async ({ page, bucket }) => {
  test.setTimeout(120_000);
  await withoutPickers(page);
  const keys = Array.from({ length: 1100 }, (_, at) => `f/${String(at).padStart(5, "0")}`);
  await bucket.putAll(["a", ...keys]);
  await openBucket(page, bucket);
  const { name, path } = await comingDown(page, () =>
    page.getByRole("button", { name: "Download this bucket" }).click(),
  );
  expect(name).toBe(`${bucket.name}.zip`);
  expect(readZip(path).size).toBe(1101);
});

test("a folder lands on the disk as a tree, and what is there is asked about once", async ({
  page,
  bucket,
}) => {
  await pickInto(page, "target");
  await bucket.put("docs/a.txt", "one");
  await bucket.put("docs/deep/b.txt", "two");
  await openBucket(page, bucket);
  await act(page, "docs/", "Download to folder…");
  await words(page, "target", /^Done/);
  expect(await filesIn(page, "target")).toEqual({ "docs/a.txt": "one", "docs/deep/b.txt": "two" });
  await bucket.put("docs/a.txt", "three");
  await page.getByRole("button", { name: "Refresh" }).click();
  await act(page, "docs/", "Download to folder…");
  const question = page.getByRole("alertdialog", { name: "Files are in target already" });
  await question.getByRole("button", { name: "Replace" }).click();
  await expect(
    dock(page)
      .getByText(/2 downloads complete/)
      .first(),
  ).toBeVisible();
  expect(await filesIn(page, "target")).toEqual({ "docs/a.txt": "three", "docs/deep/b.txt": "two" });
});

test("a large object comes in parallel straight into a file", async ({ page, world }) => {
  test.skip(world.control === null, "Only the sandbox computes objects.");
  await pickInto(page, "unused");
  const name = String(100 * 2 ** 20);
  const key = `bytes/${name}`;
  await TestBucket.named(COMPUTED).allow(world.cooper);
  const chaos = new Chaos({ name: COMPUTED });
  const asked = async () => (await chaos.requests({ ...pick(READ), key })).length;
  const before = await asked();
  await page.goto(pages.bucket("s3", COMPUTED, "bytes/"));
  await act(page, name, "Download in parallel to…");
  await words(page, name, /^Done/);
  expect(await sha256Of(page, name)).toBe(await chaos.sha256(key));
  expect((await asked()) - before).toBeGreaterThan(3);
});

test("who cancels stops the store's answers, and can begin anew", async ({ page, bucket, chaos }) => {
  await withoutPickers(page);
  const content = randomBytes(4 * 2 ** 20);
  for (const at of [1, 2, 3, 4, 5, 6]) await bucket.put(`p/${at}`, content, "application/octet-stream");
  await chaos.add({ match: READ, faults: [{ kind: "bandwidth", in: "answer", bytesPerSecond: 200_000 }] });
  await openBucket(page, bucket);
  const begun = page.waitForEvent("download");
  await act(page, "p/", "Download as zip");
  const download = await begun;
  await expect(transfer(page, "p.zip")).toHaveAttribute("aria-valuetext", /^Downloading, [1-9]/);
  await dock(page).getByRole("button", { name: "Cancel p.zip" }).click();
  await words(page, "p.zip", /^Cancelled/);
  expect(await download.failure()).not.toBeNull();
  await expect.poll(async () => (await chaos.requests({ ...pick(READ), outcome: "open" })).length).toBe(0);
  const asked = await chaos.requests(pick(READ));
  const sent = asked.reduce((sum, entry) => sum + entry.sent, 0);
  expect(sent).toBeLessThan(6 * content.length);
  expect(asked.some(({ outcome }) => outcome === "client-gone")).toBe(true);
  await chaos.clear();
  const again = await comingDown(page, () => dock(page).getByRole("button", { name: "Retry p.zip" }).click());
  expect(readZip(again.path).size).toBe(6);
});

test("a pause holds it, and leaving the page asks", async ({ page, bucket, chaos }) => {
  await withoutPickers(page);
  const content = randomBytes(2 ** 20);
  // Far more than is read ahead: what was asked for before the pause still comes.
  const all = Array.from({ length: 40 }, (_, at) => at);
  for (const at of all) await bucket.put(`p/${at}`, content, "application/octet-stream");
  await chaos.add({ match: READ, faults: [{ kind: "bandwidth", in: "answer", bytesPerSecond: 150_000 }] });
  await openBucket(page, bucket);
  const begun = page.waitForEvent("download");
  await act(page, "p/", "Download as zip");
  const download = await begun;
  await dock(page).getByRole("button", { name: "Pause p.zip" }).click();
  await words(page, "p.zip", /^Paused/);
  const asked = new Promise<string>((resolve) => {
    page.once("dialog", async (dialog) => {
      resolve(dialog.type());
      await dialog.dismiss();
    });
  });
  await page.close({ runBeforeUnload: true });
  expect(await asked).toBe("beforeunload");
  await chaos.clear();
  await dock(page).getByRole("button", { name: "Resume p.zip" }).click();
  const entries = readZip(await download.path());
  for (const at of all) expect(entries.get(`p/${at}`)?.equals(content)).toBe(true);
});

test("without a disk to write to, the limit is told before anything begins", async ({
  page,
  bucket,
  chaos,
}) => {
  await withoutPickers(page, { serviceWorker: false });
  await bucket.putAll(["p/one", "p/two"]);
  await openBucket(page, bucket);
  await act(page, "p/", "Download as zip");
  const question = page.getByRole("alertdialog", { name: "Download p.zip" });
  await expect(question).toContainText("2.0 GiB at most");
  expect(await chaos.requests(pick(READ))).toHaveLength(0);
  const { name, path } = await comingDown(page, () =>
    question.getByRole("button", { name: "Download" }).click(),
  );
  expect(name).toBe("p.zip");
  expect([...readZip(path).keys()].sort()).toEqual(["p/one", "p/two"]);
});

test("it can be begun and cleared by keyboard alone", async ({ page, bucket }) => {
  await withoutPickers(page);
  await bucket.putAll(["one", "two"]);
  await openBucket(page, bucket);
  await grid(page).focus();
  await page.keyboard.press("Control+a");
  const { path } = await comingDown(page, async () => {
    await selection(page).getByRole("button", { name: "Download" }).focus();
    await page.keyboard.press("Enter");
  });
  expect(readZip(path).size).toBe(2);
});
