import { readFileSync } from "node:fs";
import { pages } from "../../lib/routes";
import { act, openBucket, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

test.beforeEach(({ signIn }) => signIn());

/** A key, the folder and the row that one finds it by, and the name its file must get. */
const CASES: [key: string, prefix: string, row: string, file: string | RegExp][] = [
  ["report.txt", "", "report.txt", "report.txt"],
  ["a//b.txt", "a//", "b.txt", "b.txt"],
  ["../x", "../", "x", "x"],
  ["a/../b", "a/../", "b", "b"],
  ["a/./c", "a/./", "c", "c"],
  ["/leading", "/", "leading", "leading"],
  ["100% sure?.txt", "", "100% sure?.txt", /^100% sure.\.txt$/],
  ["50%25 #1 & a+b=c;d.txt", "", "50%25 #1 & a+b=c;d.txt", "50%25 #1 & a+b=c;d.txt"],
  ['"quoted", and; more.txt', "", '"quoted", and; more.txt', /^.quoted., and; more\.txt$/],
  ["naïve 日本語 🪣.txt", "", "naïve 日本語 🪣.txt", "naïve 日本語 🪣.txt"],
  ["page.html", "", "page.html", "page.html"],
  [".", "", ".", /./],
  ["..", "", "..", /./],
];

for (const [key, prefix, name, file] of CASES)
  test(`the key ${JSON.stringify(key)} comes down with its bytes and a sensible name`, async ({
    page,
    bucket,
  }) => {
    const content = `content of ${key}`;
    await bucket.put(key, content, "text/html");
    await openBucket(page, bucket, prefix);
    const begun = page.waitForEvent("download");
    await act(page, name, "Download");
    const download = await begun;
    expect(readFileSync(await download.path(), "utf8")).toBe(content);
    if (typeof file === "string") expect(download.suggestedFilename()).toBe(file);
    else expect(download.suggestedFilename()).toMatch(file);
    // The page is still there: nothing of a bucket ever takes its place.
    await expect(row(page, name)).toBeVisible();
  });

test("the stable address leads to the bytes, for links and other tools", async ({ page, bucket, world }) => {
  await bucket.put("notes/today.md", "# Today");
  const path = `/api/v1/connections/s3/buckets/${bucket.name}/content?key=notes%2Ftoday.md`;
  const answer = await page.request.get(`${world.cooper}${path}`, {
    headers: { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
  });
  expect(await answer.text()).toBe("# Today");
  expect(new URL(answer.url()).origin).toBe(world.s3.endpoint);
  expect(answer.headers()["content-disposition"]).toContain("attachment");
});

test("an object that went away meanwhile is named, and the page stays", async ({
  page,
  bucket,
  complaints,
}) => {
  complaints.expect(/status of 404/);
  await bucket.put("gone.txt");
  await bucket.put("stays.txt");
  await openBucket(page, bucket);
  await bucket.delete("gone.txt");
  const begun = page.waitForEvent("download", { timeout: 1000 }).catch(() => null);
  await act(page, "gone.txt", "Download");
  await expect(page.getByText("Not downloaded: nothing here").first()).toBeVisible();
  await expect(row(page, "stays.txt")).toBeVisible();
  expect(await begun).toBeNull();
  await page.goto(pages.bucket("s3", bucket.name));
  await expect(row(page, "gone.txt")).toHaveCount(0);
});
