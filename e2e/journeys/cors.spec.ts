import { pages } from "../../lib/routes";
import { row, transfer } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

const file = { name: "new.txt", mimeType: "text/plain", buffer: Buffer.from("hello") };

test.beforeEach(({ signIn }) => signIn());

test("a bucket that does not let the page in: it is said, mended, and the upload goes through", async ({
  page,
  makeBucket,
  complaints,
}) => {
  // The last one is how the page finds out that the store can be reached at all.
  complaints.expect(/blocked by CORS policy/, /net::ERR_FAILED/, /status of 403/);
  const bucket = await makeBucket({ cors: false });
  const theirs = {
    AllowedOrigins: ["https://intranet.example"],
    AllowedMethods: ["GET"],
    AllowedHeaders: ["x-theirs"],
  };
  await bucket.setCors([theirs]);
  await page.goto(pages.bucket("s3", bucket.name));
  await page.getByLabel("Upload files").setInputFiles(file);
  const dialog = page.getByRole("dialog", { name: `Let this page upload to ${bucket.name}` });
  await expect(dialog.getByText(/"AllowedOrigins"/)).toBeVisible();
  await dialog.getByRole("button", { name: "Add this rule" }).click();
  await expect(transfer(page, "new.txt")).toHaveAttribute("aria-valuetext", /^Done/i);
  await expect(row(page, "new.txt")).toBeVisible();
  expect((await bucket.bytes("new.txt")).toString()).toBe("hello");

  const rules = await bucket.cors();
  expect(rules).toHaveLength(2);
  expect(rules).toContainEqual(expect.objectContaining(theirs));
});

test("whoever may not manage the bucket sees the rule and whom to ask", async ({
  page,
  makeBucket,
  signIn,
  complaints,
}) => {
  // The last one is how the page finds out that the store can be reached at all.
  complaints.expect(/blocked by CORS policy/, /net::ERR_FAILED/, /status of 403/);
  const bucket = await makeBucket({ cors: false });
  await signIn("writer");
  await page.goto(pages.bucket("s3", bucket.name, "shared/"));
  await page.getByLabel("Upload files").setInputFiles(file);
  const dialog = page.getByRole("dialog", { name: `Let this page upload to ${bucket.name}` });
  await expect(dialog.getByText(/Ask your administrator to add the rule/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Add this rule" })).toHaveCount(0);
  expect(await bucket.keys()).toEqual([]);
});
