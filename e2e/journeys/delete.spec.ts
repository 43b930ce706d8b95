import { act, grid, openBucket, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

test.beforeEach(({ signIn }) => signIn());

test("chosen objects are named by their number, and only they go", async ({ page, bucket }) => {
  await bucket.putAll(["a.txt", "b.txt", "c.txt", "a.txt.bak", "ab/"]);
  await openBucket(page, bucket);
  await row(page, "a.txt").click();
  await row(page, "b.txt").click({ modifiers: ["ControlOrMeta"] });
  await row(page, "c.txt").click({ modifiers: ["ControlOrMeta"] });
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 3 objects" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await bucket.keys()).toHaveLength(5);

  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Delete…" }).click();
  await dialog.getByRole("button", { name: "Delete 3 objects" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "b.txt")).toHaveCount(0);
  await expect(row(page, "a.txt.bak")).toBeVisible();
  expect(await bucket.keys()).toEqual(["a.txt.bak", "ab/"]);
});

test("a folder of more than 1,000 objects is counted before one confirms, and nothing beside it is touched", async ({
  page,
  bucket,
}) => {
  await bucket.putAll(Array.from({ length: 1203 }, (_, i) => `tea/${i % 7}/${i}`));
  await bucket.put("team/keep.txt");
  await bucket.put("tea", "an object, not the folder");
  await openBucket(page, bucket);
  await act(page, "tea/", "Delete…");
  const dialog = page.getByRole("dialog", { name: "Delete tea/" });
  await dialog.getByRole("button", { name: "Delete 1,203 objects" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(row(page, "tea/")).toHaveCount(0);
  await expect(row(page, "tea")).toBeVisible();
  expect(await bucket.keys()).toEqual(["tea", "team/keep.txt"]);
});

test("keys that few tools can name are deleted exactly", async ({ page, bucket }) => {
  // Ceph's own batch delete fails on control characters.
  const hostile = [
    "x/\u0001control",
    "x/../y",
    "x//y",
    "x/ ",
    "x/%41",
    "x/A",
    "x/&amp;<",
    "x/tab\there",
    "x/\ud83e\udea3",
  ];
  await bucket.putAll([...hostile, "y", "secret"]);
  await openBucket(page, bucket);
  await act(page, "x/", "Delete…");
  const dialog = page.getByRole("dialog", { name: "Delete x/" });
  await dialog.getByRole("button", { name: `Delete ${hostile.length} objects` }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "x/")).toHaveCount(0);
  expect(await bucket.keys()).toEqual(["secret", "y"]);
});

test("the last object gone, the folder says that it is empty", async ({ page, bucket }) => {
  await bucket.put("only.txt");
  await openBucket(page, bucket);
  await row(page, "only.txt").click();
  await grid(page).press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete only.txt" });
  await dialog.getByRole("button", { name: "Delete 1 object" }).click();
  await expect(page.getByText("This bucket is empty")).toBeVisible();
});
