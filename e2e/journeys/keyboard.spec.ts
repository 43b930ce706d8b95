import { grid, openBucket, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

test("from sign-in to a deleted file without a mouse", async ({ page, bucket, signIn }) => {
  await signIn();
  await bucket.putAll(["docs/one.txt", "docs/two.txt", "docs/three.txt", "zzz.txt"]);
  await openBucket(page, bucket);

  // The list has the focus as soon as it is there.
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(row(page, "docs/")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(row(page, "one.txt")).toBeVisible();
  await page.keyboard.press("Backspace");
  await expect(row(page, "zzz.txt")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(row(page, "one.txt")).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type("tw");
  await expect(row(page, "one.txt")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await expect(row(page, "two.txt")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete two.txt" });
  await expect(dialog.locator(":focus")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(grid(page)).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(dialog.locator(":focus")).toBeVisible();
  const confirm = dialog.getByRole("button", { name: "Delete 1 object" });
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(confirm).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect.poll(() => bucket.keys("docs/")).toEqual(["docs/one.txt", "docs/three.txt"]);
});

test("ranges, everything, nothing; and the sheet that tells the keys", async ({ page, bucket, signIn }) => {
  await signIn();
  await bucket.putAll(["a", "b", "c", "d"]);
  await openBucket(page, bucket);
  const chosen = grid(page).getByRole("row", { selected: true });
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(chosen).toHaveCount(3);
  await page.keyboard.press("Control+a");
  await expect(chosen).toHaveCount(4);
  await page.keyboard.press("Escape");
  await expect(chosen).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});
