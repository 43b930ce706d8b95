import { api, pages } from "../../lib/routes";
import { act, breadcrumb, grid, openBucket, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ bucket, signIn }) => {
  await bucket.putAll(["shared/a.txt", "shared/deep/b.txt", "shared-not/c.txt", "shared", "secret/d.txt"]);
  await signIn("reader");
});

test("a reader sees the way to what is theirs, and no sibling", async ({ page, bucket }) => {
  // Who has one connection is taken straight to it.
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("link", { name: bucket.name })).toBeVisible();
  await expect(page.getByText(/Shaky store|Named store/)).toHaveCount(0);
  await openBucket(page, bucket);
  await expect(row(page, "shared/")).toBeVisible();
  // The header and this one row.
  await expect(grid(page).getByRole("row")).toHaveCount(2);
  await row(page, "shared/").dblclick();
  await row(page, "deep/").dblclick();
  await expect(row(page, "b.txt")).toBeVisible();
  await breadcrumb(page).getByRole("link", { name: "shared" }).click();
  await expect(row(page, "a.txt")).toBeVisible();
});

test("what is not theirs does not exist, whatever the address", async ({ page, bucket, complaints }) => {
  complaints.expect(/status of 40[34]/);
  for (const prefix of ["secret/", "shared-not/", "share/", "shared/../secret/", "shared/../"]) {
    await page.goto(pages.bucket("s3", bucket.name, prefix));
    await expect(page.getByText(/^Nothing (here|below this prefix)$/), prefix).toBeVisible();
    await expect(page.getByText(/[cd]\.txt/), prefix).toHaveCount(0);
  }
  const headers = { "sec-fetch-site": "same-origin" };
  for (const key of ["secret/d.txt", "shared-not/c.txt", "shared", "secret/missing"]) {
    const answer = await page.request.get(api.object("s3", bucket.name, { key }), { headers });
    expect(answer.status(), key).toBe(404);
  }
});

test("a reader is offered nothing that a reader may not do, and is refused it all the same", async ({
  page,
  bucket,
  world,
}) => {
  await openBucket(page, bucket, "shared/");
  await expect(page.getByRole("button", { name: "New folder" })).toHaveCount(0);
  await row(page, "a.txt").click({ button: "right" });
  await expect(page.getByRole("menuitem", { name: "Download" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /Delete|Share/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await grid(page).press("Delete");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  const headers = { origin: world.cooper, "sec-fetch-site": "same-origin" };
  const attempts: [string, unknown][] = [
    [api.uploads("s3", bucket.name), { key: "shared/new.txt", size: 1 }],
    [api.links("s3", bucket.name), { key: "shared/a.txt", expiresIn: 60 }],
    [api.folder("s3", bucket.name), { prefix: "shared/new/" }],
  ];
  for (const [path, data] of attempts) {
    const answer = await page.request.post(path, { headers, data });
    expect(answer.status(), path).toBe(403);
  }
  expect(await bucket.keys()).toHaveLength(5);
});

test("a reader downloads what is theirs", async ({ page, bucket }) => {
  await openBucket(page, bucket, "shared/");
  const begun = page.waitForEvent("download");
  await act(page, "a.txt", "Download");
  expect((await begun).suggestedFilename()).toBe("a.txt");
});
