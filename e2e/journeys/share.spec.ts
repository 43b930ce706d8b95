import { act, openBucket } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });
test.beforeEach(({ signIn }) => signIn());

test("a link works for somebody without a session, and says when it dies", async ({ page, bucket }) => {
  await bucket.put("offers/report.pdf", "%PDF-1.4", "application/pdf");
  await openBucket(page, bucket, "offers/");
  await act(page, "report.pdf", "Share…");
  const dialog = page.getByRole("dialog", { name: "Share report.pdf" });
  await dialog.getByRole("combobox").first().selectOption({ label: "1 hour" });
  const asked = Date.now();
  await dialog.getByRole("button", { name: "Create link" }).click();
  await expect(dialog.getByText("Copied to the clipboard.")).toBeVisible();

  const url = await dialog.getByLabel("Link", { exact: true }).inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
  const dies = Date.parse((await dialog.locator("time").getAttribute("datetime")) ?? "");
  expect(Math.abs(dies - asked - 3_600_000)).toBeLessThan(30_000);
  const signed = new URL(url).searchParams;
  expect(Number(signed.get("X-Amz-Expires"))).toBeLessThanOrEqual(3600);

  // No cookies, no Cooper: the link alone.
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe("%PDF-1.4");
  expect(answer.headers.get("content-disposition")).toContain("report.pdf");
  expect((await fetch(url.replace("report.pdf", "other.pdf"))).status).toBe(403);
  expect((await fetch(url, { method: "DELETE" })).status).toBe(403);
});

test("seven days are the most, and more is not promised", async ({ page, bucket }) => {
  await bucket.put("report.pdf");
  await openBucket(page, bucket);
  await act(page, "report.pdf", "Share…");
  const dialog = page.getByRole("dialog", { name: "Share report.pdf" });
  await dialog.getByRole("combobox").first().selectOption({ label: "Other…" });
  await dialog.getByLabel("Unit").selectOption({ label: "days" });
  await dialog.getByLabel("Number").fill("8");
  await expect(dialog.getByRole("button", { name: "Create link" })).toBeDisabled();
  await dialog.getByLabel("Number").fill("7");
  const asked = Date.now();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const time = dialog.locator("time");
  await expect(time).toBeVisible();
  const dies = Date.parse((await time.getAttribute("datetime")) ?? "");
  expect(dies - asked).toBeLessThanOrEqual(7 * 86_400_000 + 1000);
});
