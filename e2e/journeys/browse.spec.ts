import { pages } from "../../lib/routes";
import { breadcrumb, grid, openBucket, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

test.beforeEach(({ signIn }) => signIn());

test("from the connections down to a file, and back by every way there is", async ({ page, bucket }) => {
  await bucket.put("reports/2026/q1.csv");
  await bucket.put("reports/readme.md");
  await page.goto("/");
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Store/ })
    .click();
  await page.getByRole("main").getByRole("link", { name: bucket.name }).click();
  await row(page, "reports/").dblclick();
  await row(page, "2026/").dblclick();
  await expect(row(page, "q1.csv")).toBeVisible();

  await page.reload();
  await expect(row(page, "q1.csv")).toBeVisible();
  await page.goBack();
  await expect(row(page, "readme.md")).toBeVisible();
  await page.goForward();
  await expect(row(page, "q1.csv")).toBeVisible();
  await breadcrumb(page).getByRole("link", { name: "reports" }).click();
  await expect(row(page, "readme.md")).toBeVisible();
  await expect(row(page, "q1.csv")).toHaveCount(0);
  await page
    .getByRole("navigation", { name: "Buckets" })
    .getByRole("region", { name: "Store", exact: true })
    .getByRole("link", { name: bucket.name })
    .click();
  await expect(row(page, "reports/")).toBeVisible();
});

const HOSTILE = [
  "a//",
  "/",
  "a/../",
  "../",
  "./",
  "100%/",
  "50%25/",
  "日本語/🪣/",
  "#?&=+;/",
  " leading and trailing /",
  "back\\slash/",
  "<b>/",
];

for (const prefix of HOSTILE)
  test(`a deep link to the prefix ${JSON.stringify(prefix)} survives a reload`, async ({ page, bucket }) => {
    await bucket.put(`${prefix}inside.txt`);
    await bucket.put("elsewhere/other.txt");
    await openBucket(page, bucket, prefix);
    await expect(row(page, "inside.txt")).toBeVisible();
    await page.reload();
    await expect(row(page, "inside.txt")).toBeVisible();
    await expect(row(page, "other.txt")).toHaveCount(0);
  });

test("empty segments, markers and look-alikes are told apart", async ({ page, bucket }) => {
  await bucket.put("a//b.txt");
  await bucket.put("a/", "");
  await bucket.put("a", "an object named like the folder");
  await openBucket(page, bucket);
  await expect(row(page, "a")).toBeVisible();
  await row(page, "a/").dblclick();
  await expect(row(page, "(this folder)")).toBeVisible();
  await row(page, "(empty name)/").dblclick();
  await expect(row(page, "b.txt")).toBeVisible();
});

test("names that would hide or mislead are shown as they are", async ({ page, bucket }) => {
  await bucket.put("gpj.\u202etxt");
  await bucket.put("<img src=x onerror=alert(1)>.html");
  await openBucket(page, bucket);
  await expect(row(page, "gpj.[U+202E]txt")).toBeVisible();
  await expect(row(page, "<img src=x onerror=alert(1)>.html")).toBeVisible();
});

test("3,200 objects: the first rows come at once, the rest while one scrolls, few nodes at any time", async ({
  page,
  bucket,
}) => {
  const names = Array.from({ length: 3200 }, (_, i) => `object-${String(i).padStart(5, "0")}`);
  await bucket.putAll(names);
  await openBucket(page, bucket);
  await expect(row(page, "object-00000")).toBeVisible();
  await expect(async () => {
    await grid(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await expect(row(page, "object-03199")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  expect(await grid(page).getByRole("row").count()).toBeLessThan(150);
  await expect(page.getByText("3,200 objects")).toBeVisible();
  await grid(page).evaluate((element) => element.scrollTo({ top: 0 }));
  await expect(row(page, "object-00000")).toBeVisible();
});

test("where the key may not list all buckets, one opens others by their name", async ({ page, bucket }) => {
  await bucket.put("here.txt");
  await page.goto(pages.connection("named"));
  await expect(page.getByRole("main").getByRole("link", { name: "e2e-named" })).toBeVisible();
  const name = page.getByLabel("Open a bucket by name");
  await name.fill("not/a bucket");
  await name.press("Enter");
  await expect(page.getByText(/A bucket name has 3 to 63/)).toBeVisible();
  await name.fill(bucket.name);
  await name.press("Enter");
  await expect(row(page, "here.txt")).toBeVisible();
});

test("an empty bucket says what to do, and a new folder can be made in it", async ({ page, bucket }) => {
  await page.goto(pages.bucket("s3", bucket.name));
  await expect(page.getByText("This bucket is empty")).toBeVisible();
  await page.getByRole("button", { name: "New folder" }).click();
  const dialog = page.getByRole("dialog", { name: "New folder" });
  await dialog.getByLabel("Name").fill("été 2026");
  await dialog.getByRole("button", { name: "Create folder" }).click();
  await expect(row(page, "été 2026/")).toHaveAttribute("aria-selected", "true");
  expect(await bucket.keys()).toEqual(["été 2026/"]);

  await page.getByRole("button", { name: "New folder" }).click();
  await dialog.getByLabel("Name").fill("été 2026");
  await expect(dialog.getByText("There is a folder of this name already.")).toBeVisible();
  await dialog.getByLabel("Name").press("Enter");
  await expect(row(page, "(this folder)")).toBeVisible();
  expect(await bucket.keys()).toEqual(["été 2026/"]);
});

test("a bucket in another region is read like any other", async ({ page, makeBucket, world }) => {
  test.skip(world.s3.kind !== "sandbox", "this store has one region");
  const bucket = await makeBucket({ region: "eu-central-1" });
  await bucket.put("hallo.txt");
  await openBucket(page, bucket);
  await expect(row(page, "hallo.txt")).toBeVisible();
});

test("what does not exist is said plainly, and nothing breaks", async ({ page, complaints, bucket }) => {
  complaints.expect(/status of 40[04]/);
  await page.goto(pages.bucket("s3", `${bucket.name}-missing`));
  await expect(page.getByText("Nothing here")).toBeVisible();
  await page.goto(pages.connection("nowhere"));
  await expect(page.getByText("Nothing here")).toBeVisible();
  await page.goto("/c/s3/..%2fother");
  await expect(page.getByText(/not a bucket name|nothing here|cannot be asked/i).first()).toBeVisible();
  await page.goto("/no/such/page");
  await expect(page.getByText(/nothing here|not found/i).first()).toBeVisible();
});

test("a filter without matches says what it has looked at, and clears", async ({ page, bucket }) => {
  await bucket.putAll(["a", "b"]);
  await openBucket(page, bucket);
  await page.getByRole("searchbox", { name: "Filter loaded rows" }).fill("zz");
  await expect(page.getByText("No match among 2 entries")).toBeVisible();
  await page.getByRole("button", { name: "Clear filter" }).click();
  await expect(row(page, "a")).toBeVisible();
  await expect(grid(page)).toBeFocused();
});
