import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { pages } from "../../lib/routes";
import { act, grid, openBucket, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";

async function expectAccessible(page: Page, what: string): Promise<void> {
  // Dialogs and menus stand in a portal, which belongs to no landmark.
  const { violations } = await new AxeBuilder({ page }).disableRules(["region"]).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect.soft(told, what).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("no page and no dialog has a barrier that axe can find", async ({ page, bucket, signIn }) => {
      await page.goto("/signin");
      await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
      await expectAccessible(page, "sign-in");
      await signIn();
      await page.goto("/");
      await expect(page.getByRole("main").getByRole("link", { name: /^Store/ })).toBeVisible();
      await expectAccessible(page, "connections");
      await bucket.putAll(["folder/x", "report.pdf", "z.txt"]);
      await page.goto(pages.connection("s3"));
      await expect(page.getByRole("main").getByRole("link", { name: bucket.name })).toBeVisible();
      await expectAccessible(page, "buckets");
      await openBucket(page, bucket);
      await row(page, "z.txt").click();
      await expectAccessible(page, "objects");
      await act(page, "report.pdf", "Share…");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page, "share");
      await page.keyboard.press("Escape");
      await act(page, "folder/", "Delete…");
      await expect(page.getByRole("button", { name: "Delete 1 object" })).toBeVisible();
      await expectAccessible(page, "delete");
    });

    test("the page takes the colours of the system", async ({ page, signIn }) => {
      await signIn();
      await page.goto("/");
      await expect(page.getByRole("main").getByRole("link", { name: /^Store/ })).toBeVisible();
      const lightness = await page.evaluate(() => {
        const canvas = document.createElement("canvas").getContext("2d");
        if (!canvas) throw new Error("no canvas");
        canvas.fillStyle = getComputedStyle(document.querySelector("main") ?? document.body).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = canvas.getImageData(0, 0, 1, 1).data;
        return (r + g + b) / 765;
      });
      if (colorScheme === "dark") expect(lightness).toBeLessThan(0.25);
      else expect(lightness).toBeGreaterThan(0.75);
    });
  });

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("one finds the way, opens a folder and acts on a file, and nothing sticks out", async ({
    page,
    bucket,
    signIn,
  }) => {
    await signIn();
    await bucket.putAll([`folder/${"a long name that does not fit ".repeat(4)}.txt`, "folder/b.txt"]);
    await page.goto("/");
    await page.getByRole("button", { name: "Show buckets" }).tap();
    await page.getByRole("navigation", { name: "Buckets" }).getByRole("link", { name: bucket.name }).tap();
    await row(page, "folder/").tap();
    await expect(row(page, "b.txt")).toBeVisible();
    await row(page, "b.txt").tap();
    await expect(page.getByRole("menuitem", { name: "Download" })).toBeVisible();
    await page.keyboard.press("Escape");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await expect(grid(page)).toBeVisible();
    await expectAccessible(page, "phone");
  });
});
