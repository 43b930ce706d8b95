import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { pages } from "../../lib/routes";
import { dock, openBucket, row, transfer } from "../fixtures/screen";
import type { TestBucket } from "../fixtures/store";
import { expect, test } from "../fixtures/test";

test.beforeEach(({ signIn }) => signIn());

const files = (page: Page) => page.getByLabel("Upload files");
const textFile = (name: string, content: string) => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(content),
});
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function openEmpty(page: Page, bucket: TestBucket): Promise<void> {
  await page.goto(pages.bucket("s3", bucket.name));
  await expect(files(page)).toBeAttached();
}

test("files of no bytes, a few, and many parts arrive byte by byte", async ({ page, bucket }) => {
  const big = randomBytes(20 * 1024 * 1024 + 1);
  await openEmpty(page, bucket);
  await files(page).setInputFiles([
    textFile("empty.txt", ""),
    textFile("fünf.txt", "12345"),
    { name: "big.bin", mimeType: "application/octet-stream", buffer: big },
  ]);
  for (const name of ["empty.txt", "fünf.txt", "big.bin"]) {
    await expect(transfer(page, name)).toHaveAttribute("aria-valuetext", /^Done/i, { timeout: 45_000 });
    await expect(row(page, name)).toBeVisible();
  }
  expect((await bucket.bytes("empty.txt")).length).toBe(0);
  expect((await bucket.bytes("fünf.txt")).toString()).toBe("12345");
  expect(sha256(await bucket.bytes("big.bin"))).toBe(sha256(big));
  expect(await bucket.type("fünf.txt")).toBe("text/plain");
  expect(await bucket.unfinishedUploads()).toEqual([]);
});

test("a folder arrives with all that is below it", async ({ page, bucket }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cooper-upload-"));
  try {
    mkdirSync(path.join(folder, "trip", "day 1"), { recursive: true });
    writeFileSync(path.join(folder, "trip", "plan.md"), "# Plan");
    writeFileSync(path.join(folder, "trip", "day 1", "100% fun.txt"), "yes");
    await openEmpty(page, bucket);
    await page.getByLabel("Upload folder").setInputFiles(path.join(folder, "trip"));
    await expect(row(page, "trip/")).toBeVisible();
    await expect.poll(() => bucket.keys()).toEqual(["trip/day 1/100% fun.txt", "trip/plan.md"]);
    expect((await bucket.bytes("trip/day 1/100% fun.txt")).toString()).toBe("yes");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("files dropped on the list go to the folder that is open", async ({ page, bucket }) => {
  await bucket.put("inbox/first.txt");
  await openBucket(page, bucket, "inbox/");
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
    return transfer;
  });
  for (const type of ["dragenter", "dragover", "drop"])
    await page.getByRole("grid", { name: "Objects" }).dispatchEvent(type, { dataTransfer: data });
  await expect(row(page, "dropped.txt")).toBeVisible();
  expect((await bucket.bytes("inbox/dropped.txt")).toString()).toBe("dropped");
});

for (const [choice, expected] of [
  ["Replace", { contents: ["mine"] }],
  ["Skip", { contents: ["theirs"] }],
  ["Keep both", { contents: ["mine", "theirs"] }],
] as const)
  test(`a name already taken: ${choice}`, async ({ page, bucket }) => {
    await bucket.put("report.txt", "theirs");
    await openBucket(page, bucket);
    await files(page).setInputFiles(textFile("report.txt", "mine"));
    const dialog = page.getByRole("alertdialog", { name: "report.txt already exists" });
    await dialog.getByRole("button", { name: choice, exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect
      .poll(async () => {
        const keys = await bucket.keys();
        return (await Promise.all(keys.map((key) => bucket.bytes(key)))).map(String).sort();
      })
      .toEqual(expected.contents);
    if (choice === "Skip") expect(await bucket.keys()).toEqual(["report.txt"]);
    else
      await expect(dock(page).getByRole("progressbar").first()).toHaveAttribute("aria-valuetext", /^Done/i);
    if (choice === "Keep both") expect((await bucket.bytes("report.txt")).toString()).toBe("theirs");
  });
